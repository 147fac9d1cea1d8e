package io.comptoir.platform.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * The transaction of a unit of work. An {@link Error} while a unit prepares its commit makes Axon skip both commit and
 * rollback: the transaction would stay bound to the thread, and the next command on it would be acknowledged without ever
 * being stored. So whatever is still open when the unit is cleaned up is rolled back, and every cached aggregate is dropped,
 * because some of them may hold events that were never stored.
 */
final class GuardedTransactions implements TransactionManager {

    private static final Logger log = LoggerFactory.getLogger(GuardedTransactions.class);

    private final PlatformTransactionManager transactions;
    private final AggregateCache cache;
    private final Timer commits;

    GuardedTransactions(PlatformTransactionManager transactions, AggregateCache cache, MeterRegistry meters) {
        this.transactions = transactions;
        this.cache = cache;
        this.commits = Timer.builder("comptoir.eventstore.commits")
                .description("Commits of the event store, until they are on disk")
                .publishPercentileHistogram()
                .register(meters);
    }

    @Override
    public Transaction startTransaction() {
        TransactionStatus status = transactions.getTransaction(new DefaultTransactionDefinition());
        if (CurrentUnitOfWork.isStarted() && status.isNewTransaction()) {
            CurrentUnitOfWork.get().root().onCleanup(unit -> rollBackIfOpen(status));
        }
        return new Transaction() {
            @Override
            public void commit() {
                if (status.isNewTransaction() && !status.isCompleted()) {
                    commits.record(() -> transactions.commit(status));
                }
            }

            @Override
            public void rollback() {
                if (status.isNewTransaction() && !status.isCompleted()) {
                    transactions.rollback(status);
                }
            }
        };
    }

    private void rollBackIfOpen(TransactionStatus status) {
        if (!status.isCompleted()) {
            log.error("a unit of work ended without commit or rollback; it is rolled back now");
            cache.removeAll();
            transactions.rollback(status);
        }
    }
}
