package io.comptoir.process.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.command.CommandSide;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.PositionsInMemory;
import io.comptoir.platform.messaging.StreamPositions;
import java.util.Currency;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;

/** From where in the stream on orders are confirmed. */
class ConfirmationSwitchTest {

    private static final Money PRICE = Money.of("1.00", Currency.getInstance("GBP"));

    private final CommandScenario scenario = new CommandScenario();
    private final StreamPositions positions =
            new PositionsInMemory((InMemoryEventStorageEngine) CommandSide.bean(EventStorageEngine.class));

    @Test
    void coversWhatStandsBehindTheSwitchItself() {
        long between = positions.head() + 1;
        ConfirmationSwitch first = started(new StoringMeanwhile());
        long later = stored("LATER");

        assertThat(first.covers(between)).isFalse();
        assertThat(first.covers(later)).isTrue();

        ConfirmationSwitch restarted = started(positions);
        assertThat(restarted.covers(between)).isFalse();
        assertThat(restarted.covers(later)).isTrue();
    }

    private ConfirmationSwitch started(StreamPositions known) {
        ConfirmationSwitch started = new ConfirmationSwitch(
                CommandSide.bean(Commands.class), CommandSide.bean(EventStore.class), known, "mail.example.org");
        started.run(new DefaultApplicationArguments());
        return started;
    }

    private long stored(String sku) {
        scenario.given(new ProductRegistered(scenario.tenantId(), new Sku(sku), new Note(sku), PRICE));
        return positions.head();
    }

    /** Something is stored between the question where the stream ends and the event that it is asked for. */
    private final class StoringMeanwhile implements StreamPositions {

        @Override
        public long positionOf(StreamId stream, long version) {
            return positions.positionOf(stream, version);
        }

        @Override
        public long head() {
            long head = positions.head();
            stored("BETWEEN");
            return head;
        }
    }
}
