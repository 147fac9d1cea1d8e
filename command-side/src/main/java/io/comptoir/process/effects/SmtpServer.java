package io.comptoir.process.effects;

import io.comptoir.contract.effects.RecordEffectOutcome.Outcome;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Hands mails over by SMTP. */
@Component
@ConditionalOnProperty("comptoir.mail.host")
final class SmtpServer implements MailServer {

    private static final int IMPLICIT_TLS_PORT = 465;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** For each answer of the server; a handover has about ten. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final MailSettings settings;
    private final Session session;
    private final InternetAddress sender;
    private final @Nullable MailArchive archive;

    SmtpServer(MailSettings settings) throws AddressException {
        this.settings = settings;
        this.sender = new InternetAddress(settings.sender(), true);
        this.session = Session.getInstance(properties(settings));
        this.archive = settings.archive() == null ? null : new ImapArchive(settings.archive());
    }

    private static Properties properties(MailSettings settings) {
        boolean implicitTls = settings.port() == IMPLICIT_TLS_PORT;
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT_LIMIT.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(ANSWER_LIMIT.toMillis()));
        properties.put("mail.smtp.writetimeout", Long.toString(ANSWER_LIMIT.toMillis()));
        properties.put("mail.smtp.auth", Boolean.toString(settings.user() != null));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(implicitTls));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", Boolean.toString(settings.starttls() && !implicitTls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(settings.starttls() && !implicitTls));
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public InternetAddress sender() {
        return sender;
    }

    @Override
    public @Nullable MailArchive archive() {
        return archive;
    }

    @Override
    public Connection connect() throws MessagingException {
        Watched transport = new Watched(session, settings);
        transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
        return new Smtp(transport, settings.archive());
    }

    private static final class Smtp implements Connection {

        private final Watched transport;
        private final MailSettings.@Nullable Archive archive;

        Smtp(Watched transport, MailSettings.@Nullable Archive archive) {
            this.transport = transport;
            this.archive = archive;
        }

        @Override
        public Handover handOver(MimeMessage mail) {
            try {
                List<Address> receivers = new ArrayList<>(List.of(mail.getAllRecipients()));
                if (archive != null) {
                    receivers.add(new InternetAddress(archive.address(), true));
                }
                transport.sendMessage(mail, receivers.toArray(Address[]::new));
                return new Handover(Outcome.CONFIRMED, "receiver");
            } catch (MessagingException e) {
                return afterFailure(e);
            }
        }

        private Handover afterFailure(MessagingException failure) {
            int code = codeIn(failure);
            if (code >= 500) {
                return new Handover(Outcome.FAILED, "the mail server refused it with " + code);
            }
            if (code >= 400) {
                return new Handover(Outcome.NOT_NOW, "the mail server put it off with " + code);
            }
            return transport.handsOver
                    ? new Handover(Outcome.UNKNOWN, "the mail server's answer was lost")
                    : new Handover(Outcome.NOT_NOW, "the connection to the mail server broke");
        }

        /** What the server said, or 0. */
        private static int codeIn(MessagingException failure) {
            for (@Nullable Exception each = failure;
                    each instanceof MessagingException messaging;
                    each = messaging.getNextException()) {
                int code = codeOf(each);
                if (code >= 400 && code < 600) {
                    return code;
                }
            }
            return 0;
        }

        private static int codeOf(Exception failure) {
            if (failure instanceof SMTPSendFailedException send) {
                return send.getReturnCode();
            }
            return failure instanceof SMTPAddressFailedException address ? address.getReturnCode() : 0;
        }

        @Override
        public void close() {
            try {
                transport.close();
            } catch (MessagingException e) {
                // What was handed over stays so; the connection is gone either way.
                Thread.onSpinWait();
            }
        }
    }

    /** Knows whether the text of a mail has begun to leave. */
    private static final class Watched extends SMTPTransport {

        private boolean handsOver;

        Watched(Session session, MailSettings settings) {
            super(session, new URLName("smtp", settings.host(), settings.port(), null, settings.user(), null));
        }

        @Override
        protected OutputStream data() throws MessagingException {
            OutputStream text = super.data();
            handsOver = true;
            return text;
        }
    }
}
