package io.comptoir.command.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.ApiKeyEvent;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to keys answered. */
@Component
final class ApiKeyOutcomes implements PastOutcomes<ApiKeyState> {

    @Override
    public String streamKind() {
        return "api-key";
    }

    @Override
    public ApiKeyState after(@Nullable ApiKeyState before, DomainEvent event) {
        return ApiKeyState.after(before, (ApiKeyEvent) event);
    }
}
