package io.comptoir.process.effects;

import io.comptoir.contract.effects.RecordEffectOutcome.Outcome;
import io.comptoir.contract.values.EffectId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.timers.TimedStep;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.boot.DefaultApplicationArguments;

/** A mail server without a network, with an archive that has every mail that was taken. */
public final class MailOffice implements MailServer, MailArchive {

    /** What it does with the next request. */
    public enum Mood {
        TAKES,
        IS_AWAY,
        PUTS_OFF,
        REFUSES,
        /** The connection breaks before all of the mail arrived. */
        BREAKS,
        /** The mail was taken, and nobody heard. */
        LOSES_THE_ANSWER
    }

    /** Whoever decides what happens. */
    public interface Outside {

        void moment(String what);

        Mood mood();

        /** The newest stored event. */
        long head();
    }

    /**
     * A mail that was taken.
     *
     * @param id          the effect's, within the mail's own
     * @param connectedAt the newest event when the connection was made, after the order was looked at
     */
    public record Taken(String id, String receiver, long connectedAt) {}

    private static final Session SESSION = Session.getInstance(new Properties());
    private static final MailSettings SETTINGS = new MailSettings(
            "mail.example",
            587,
            null,
            null,
            "orders@shop.example",
            true,
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            new MailSettings.Archive(
                    "imap.example",
                    993,
                    "archive",
                    "secret",
                    "archive@shop.example",
                    "INBOX",
                    true,
                    Duration.ofMinutes(30)));

    private final Outside outside;
    private final InternetAddress sender;
    private final List<Taken> taken = new ArrayList<>();

    public MailOffice(Outside outside) {
        this.outside = outside;
        try {
            this.sender = new InternetAddress(SETTINGS.sender(), true);
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The processes that end with a mail, and what says since when they act. */
    public record Processes(Runnable sinceWhen, TimedStep confirmations, TimedStep mails) {}

    /**
     * The processes of a node.
     *
     * @param given whether the node was given this mail server
     */
    public Processes processes(
            Commands commands, EventStore events, StreamPositions positions, Sealing sealing, boolean given) {
        Ledger ledger = new Ledger(events, sealing);
        ConfirmationSwitch since = new ConfirmationSwitch(commands, events, positions, given ? SETTINGS.host() : "");
        return new Processes(
                () -> since.run(new DefaultApplicationArguments()),
                new OrderConfirmations(commands, since, ledger),
                new MailEffects(ledger, commands, this, SETTINGS));
    }

    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    @Override
    public Session session() {
        return SESSION;
    }

    @Override
    public InternetAddress sender() {
        return sender;
    }

    @Override
    public MailArchive archive() {
        return this;
    }

    @Override
    public boolean has(String messageId) throws MessagingException {
        outside.moment("the archive is asked");
        if (outside.mood() == Mood.IS_AWAY) {
            throw new MessagingException("away");
        }
        return taken.stream().anyMatch(mail -> mail.id().equals(messageId));
    }

    @Override
    public Connection connect() throws MessagingException {
        // Between the look at the order and this there is no moment: what is stored now was seen.
        long connectedAt = outside.head();
        if (outside.mood() == Mood.IS_AWAY) {
            throw new MessagingException("away");
        }
        return new Connection() {
            @Override
            public Handover handOver(MimeMessage mail) {
                return MailOffice.this.handOver(mail, connectedAt);
            }

            @Override
            public void close() {
                // Nobody minds who stays connected.
            }
        };
    }

    private Handover handOver(MimeMessage mail, long connectedAt) {
        outside.moment("a mail is handed over");
        Mood mood = outside.mood();
        if (mood == Mood.TAKES || mood == Mood.LOSES_THE_ANSWER) {
            try {
                taken.add(new Taken(mail.getMessageID(), mail.getAllRecipients()[0].toString(), connectedAt));
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
        outside.moment("a mail was handed over");
        return switch (mood) {
            case TAKES -> new Handover(Outcome.CONFIRMED, "receiver");
            case IS_AWAY -> new Handover(Outcome.NOT_NOW, "the connection to the mail server broke");
            case PUTS_OFF -> new Handover(Outcome.NOT_NOW, "the mail server put it off with 451");
            case REFUSES -> new Handover(Outcome.FAILED, "the mail server refused it with 550");
            case BREAKS, LOSES_THE_ANSWER -> new Handover(Outcome.UNKNOWN, "the mail server's answer was lost");
        };
    }

    /** The id of the mail of an effect. */
    public String mailOf(EffectId effect) {
        return ConfirmationMail.idOf(effect, sender);
    }
}
