package io.comptoir.process.effects;

import io.comptoir.contract.effects.RecordEffectOutcome.Outcome;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** Takes mails, and tells apart what certainly did not happen from what may have. */
interface MailServer {

    /** What mails are written for. */
    Session session();

    InternetAddress sender();

    /** Whoever can be asked later what arrived; absent where nobody can. */
    @Nullable
    MailArchive archive();

    /** Connects; as long as nothing is handed over, nothing can have happened. */
    Connection connect() throws MessagingException;

    /** A connection that one mail is handed over by. */
    interface Connection extends AutoCloseable {

        Handover handOver(MimeMessage mail);

        @Override
        void close();
    }

    /** What became of a handover, with a few words that name nobody. */
    record Handover(Outcome outcome, String detail) {}
}
