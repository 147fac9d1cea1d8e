package io.comptoir.server.simulation;

import java.util.UUID;
import org.axonframework.common.IdentifierFactory;

/** The ids that the framework gives to messages: from the seed of the world that a thread works in, random elsewhere. */
public final class SeededIdentifiers extends IdentifierFactory {

    @Override
    public String generateIdentifier() {
        return Strand.isCurrent()
                ? Strand.current().ids().uuid().toString()
                : UUID.randomUUID().toString();
    }
}
