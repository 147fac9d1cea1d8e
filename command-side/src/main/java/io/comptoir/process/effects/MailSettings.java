package io.comptoir.process.effects;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server, {@code comptoir.mail.*}. Without a host there are no mails.
 *
 * @param port     465 speaks TLS from the first byte
 * @param user     absent where the server asks for none
 * @param from     the sender
 * @param starttls whether the connection must become an encrypted one before anything is told; only a server on this machine
 *                 may do without
 * @param patience how long after the handover began a mail of which nothing more was heard counts as unclear; longer than the
 *                 slowest handover
 * @param askAfter how long after that the archive is asked first: a copy may be on its way
 * @param archive  a mailbox that gets a copy of each mail, and so knows which were delivered
 */
@ConfigurationProperties("comptoir.mail")
record MailSettings(
        String host,
        @DefaultValue("587") int port,
        @Nullable String user,
        @Nullable String password,
        @Nullable String from,
        @DefaultValue("true") boolean starttls,
        @DefaultValue("10m") Duration patience,
        @DefaultValue("1m") Duration askAfter,
        @Nullable Archive archive) {

    /**
     * @param address where the copies are sent
     * @param copyWithin how long a copy may take; a mail that is not there by then was not delivered
     */
    record Archive(
            String host,
            @DefaultValue("993") int port,
            String user,
            String password,
            String address,
            @DefaultValue("INBOX") String folder,
            @DefaultValue("true") boolean tls,
            @DefaultValue("30m") Duration copyWithin) {

        Archive {
            for (Object needed : Arrays.asList(host, user, password, address)) {
                Objects.requireNonNull(needed, "comptoir.mail.archive needs host, user, password and address");
            }
        }

        @Override
        public String toString() {
            return "Archive[" + host + "]";
        }
    }

    String sender() {
        if (from == null) {
            throw new IllegalStateException("comptoir.mail.host is set, so comptoir.mail.from must be set too");
        }
        return from;
    }

    /** Keeps passwords out of logs. */
    @Override
    public String toString() {
        return "MailSettings[" + host + "]";
    }
}
