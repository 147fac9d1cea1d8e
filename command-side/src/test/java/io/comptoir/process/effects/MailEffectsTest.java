package io.comptoir.process.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.comptoir.command.CommandScenario;
import io.comptoir.command.CommandSide;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.EffectState.Status;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.effects.ResolveEffect;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.timers.Timer;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Effects against a real mail server on this machine; the moments at which something is done are given by hand. */
class MailEffectsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final String ADDRESS = "zoe@example.org";
    private static final String ARCHIVE = "archive@shop.example";
    private static final Duration COPY_WITHIN = Duration.ofMinutes(30);

    private final GreenMail mails = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
    });
    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final OrderId order = OrderId.next(NOON);
    private final EffectId effect = EffectId.of(tenant, EffectKind.ORDER_CONFIRMATION.wireName(), order.toString());
    private final Ledger ledger = new Ledger(CommandSide.bean(EventStore.class), CommandSide.bean(Sealing.class));

    @BeforeEach
    void start() {
        mails.start();
        mails.setUser(ARCHIVE, "archive", "secret");
    }

    @AfterEach
    void stop() {
        mails.stop();
    }

    @Test
    void sendsTheMailOnce() throws Exception {
        planned(ADDRESS);

        look(NOON);
        look(NOON.plusSeconds(1));
        look(NOON.plusSeconds(100_000));

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(state().confirmedBy()).isEqualTo("receiver");
        MimeMessage mail = onlyMailTo(ADDRESS);
        assertThat(mail.getMessageID()).isEqualTo("<" + effect + "@shop.example>");
        assertThat(mail.getSubject()).isEqualTo("Your order № 1001 Ünder");
        assertThat(mail.getHeader("To", null)).isEqualTo(ADDRESS);
        assertThat(mail.getHeader("From", null)).isEqualTo("orders@shop.example");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getContentType()).containsIgnoringCase("text/plain").containsIgnoringCase("charset=UTF-8");
        assertThat(mail.getContent().toString().replace("\r\n", "\n").strip()).isEqualTo("""
                Thank you for your order.

                Order: %s
                Number: № 1001 Ünder

                6 x Tasse "Grün" (CUP): GBP 15.00
                1 x Saucer (SAUCER): GBP 0.50

                Total: GBP 15.50""".formatted(order));
    }

    @Test
    void triesAgainLaterWhenTheServerCannotBeReached() throws Exception {
        planned(ADDRESS);
        MailEffects away = effects(closedPort(), false);

        away.carryOut(timer(), NOON);
        assertThat(state().state()).isEqualTo(Status.PLANNED);
        assertThat(state().attempts()).isEqualTo(1);
        assertThat(state().dueAt()).isEqualTo(NOON.plusSeconds(30));
        away.carryOut(timer(), NOON.plusSeconds(30));
        assertThat(state().dueAt()).isEqualTo(NOON.plusSeconds(90));

        look(NOON.plusSeconds(89));
        assertThat(mails.getReceivedMessages()).isEmpty();
        look(NOON.plusSeconds(90));
        assertThat(onlyMailTo(ADDRESS)).isNotNull();
    }

    @Test
    void givesUpAfterTheLastAttemptUntilAPersonHasItTriedAgain() throws Exception {
        planned(ADDRESS);
        MailEffects away = effects(closedPort(), false);
        Instant now = NOON;
        for (int attempt = 1; attempt <= MailEffects.MAX_ATTEMPTS; attempt++) {
            assertThat(state().state()).as("before attempt " + attempt).isEqualTo(Status.PLANNED);
            now = Objects.requireNonNull(state().dueAt());
            away.carryOut(timer(), now);
        }
        assertThat(state().state()).isEqualTo(Status.FAILED);
        assertThat(Duration.between(NOON, now)).isBetween(Duration.ofHours(6), Duration.ofHours(24));

        send(new RetryEffect(tenant, effect, now));
        look(now);

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void logsInWhereTheServerAsksForIt() throws Exception {
        mails.getUserManager().setAuthRequired(true);
        mails.setUser("orders@shop.example", "shop", "secret");
        planned(ADDRESS);
        int port = mails.getSmtp().getPort();

        effects(port, "wrong", false, false).carryOut(timer(), NOON);
        assertThat(state().state()).isEqualTo(Status.PLANNED);
        assertThat(mails.getReceivedMessages()).isEmpty();
        effects(port, "secret", false, false).carryOut(timer(), NOON.plusSeconds(30));

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(onlyMailTo(ADDRESS)).isNotNull();
    }

    @Test
    void tellsNothingToAServerThatDoesNotEncrypt() throws Exception {
        planned(ADDRESS);

        effects(mails.getSmtp().getPort(), "secret", true, false).carryOut(timer(), NOON);

        assertThat(state().state()).isEqualTo(Status.PLANNED);
        assertThat(state().attempts()).isEqualTo(1);
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@",
                "a@b@c",
                "a@example.org, b@example.org",
                "Ada <a@example.org>",
                "x:a@example.org;"
            })
    void sendsNothingToWhatIsNoAddress(String address) {
        planned(address);

        look(NOON);

        assertThat(state().state()).isEqualTo(Status.FAILED);
        assertThat(mails.getReceivedMessages()).isEmpty();
        assertThat(state().reason()).doesNotContain(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y", "a@example.org\0"})
    void takesNoAddressWithFurtherHeaders(String address) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> ConfirmationMail.plainAddress(address))
                .isInstanceOf(AddressException.class);
    }

    @Test
    void sendsNothingAboutAnErasedCustomer() {
        planned(null);

        look(NOON);

        assertThat(state().state()).isEqualTo(Status.FAILED);
        assertThat(state().reason()).isEqualTo("erased");
    }

    @Test
    void confirmsNoOrderThatWasCancelledBefore() {
        planned(ADDRESS);
        scenario.given(new OrderCancelled(tenant, order, new Note("changed mind"), NOON));

        look(NOON);

        assertThat(state().state()).isEqualTo(Status.FAILED);
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 no such user, FAILED",
        "RCPT, 451 later, PLANNED",
        "MAIL, 421 too busy, PLANNED",
        "MAIL, cut, PLANNED",
        "RCPT, cut, PLANNED",
        "DATA, 451 later, PLANNED",
        "DATA, cut, PLANNED",
        "., 554 spam, FAILED",
        "., 452 disk full, PLANNED",
        "., cut, UNKNOWN",
        "., 250 fine, CONFIRMED"
    })
    void tellsWhatDidNotHappenFromWhatMayHave(String command, String answer, Status expected) throws Exception {
        planned(ADDRESS);
        try (ScriptedServer server = new ScriptedServer(Map.of(command, answer))) {
            effects(server.port(), false).carryOut(timer(), NOON);
        }

        assertThat(state().state()).isEqualTo(expected);
    }

    @Test
    void anUnknownMailStaysSoUntilAPersonKnows() throws Exception {
        planned(ADDRESS);
        loseTheAnswer(CuttingRelay.Cut.BEFORE_THE_ANSWER, false);
        await().untilAsserted(() -> assertThat(mails.getReceivedMessages()).hasSize(1));

        look(NOON.plus(Duration.ofDays(7)));
        assertThat(state().state()).isEqualTo(Status.UNKNOWN);
        assertThat(mails.getReceivedMessages()).hasSize(1);

        send(new ResolveEffect(tenant, effect, true, NOON));
        look(NOON.plus(Duration.ofDays(8)));
        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(mails.getReceivedMessages()).hasSize(1);
    }

    @Test
    void aPersonWhoKnowsThatNothingArrivedHasItSentAgain() throws Exception {
        planned(ADDRESS);
        loseTheAnswer(CuttingRelay.Cut.BEFORE_IT_ARRIVES, false);

        send(new ResolveEffect(tenant, effect, false, NOON.plusSeconds(5)));
        look(NOON.plusSeconds(5));

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(onlyMailTo(ADDRESS).getMessageID()).contains(effect.toString());
    }

    @Test
    void asksTheArchiveWhetherAMailWhoseAnswerWasLostArrived() throws Exception {
        planned(ADDRESS);
        loseTheAnswer(CuttingRelay.Cut.BEFORE_THE_ANSWER, true);
        await().untilAsserted(() -> assertThat(mailbox(ARCHIVE)).hasSize(1));
        MailEffects withArchive = effects(mails.getSmtp().getPort(), true);

        withArchive.carryOut(timer(), Objects.requireNonNull(state().dueAt()));

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(state().confirmedBy()).isEqualTo("archive");
        assertThat(mailbox(ADDRESS)).hasSize(1);
    }

    @Test
    void sendsAgainWhatTheArchiveHasNoCopyOf() throws Exception {
        planned(ADDRESS);
        loseTheAnswer(CuttingRelay.Cut.BEFORE_IT_ARRIVES, true);
        MailEffects withArchive = effects(mails.getSmtp().getPort(), true);
        Instant lost = state().changedAt();

        assertThat(withArchive.carryOut(timer(), lost.plus(COPY_WITHIN).minusSeconds(1)))
                .as("the timer needs nothing more")
                .isFalse();
        assertThat(state().state()).isEqualTo(Status.UNKNOWN);
        withArchive.carryOut(timer(), lost.plus(COPY_WITHIN));
        assertThat(state().state()).isEqualTo(Status.PLANNED);
        withArchive.carryOut(timer(), lost.plus(COPY_WITHIN));

        assertThat(state().state()).isEqualTo(Status.CONFIRMED);
        assertThat(mailbox(ADDRESS)).hasSize(1);
        assertThat(mailbox(ARCHIVE)).hasSize(1);
    }

    @Test
    void doesNotSendAgainWhatADeadServerWasSending() {
        planned(ADDRESS);
        send(new SendEffect(tenant, effect, NOON, NOON.plusSeconds(600)));

        look(NOON.plusSeconds(599));
        assertThat(state().state()).isEqualTo(Status.SENT);
        look(NOON.plusSeconds(600));

        assertThat(state().state()).isEqualTo(Status.UNKNOWN);
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    private void planned(@Nullable String address) {
        Money total = Money.of("15.50", GBP);
        OrderPlaced placed = new OrderPlaced(
                tenant,
                order,
                new Channel("web"),
                new ExternalId("№ 1001 Ünder"),
                new Customer(new DataSubjectId("c-7"), null, address == null ? null : new Note(address), null),
                NOON,
                null,
                List.of(
                        new OrderLine(
                                new Sku("CUP"), new Note("Tasse \"Grün\""), new Quantity(6), Money.of("2.50", GBP)),
                        new OrderLine(new Sku("SAUCER"), new Note("Saucer"), new Quantity(1), Money.of("0.50", GBP))),
                total,
                List.of(new Allocation(new Sku("CUP"), Location.MAIN, 6)));
        scenario.given(CommandSide.bean(Sealing.class).sealed(tenant, placed));
        send(new PlanEffect(tenant, effect, EffectKind.ORDER_CONFIRMATION, order.streamOf(tenant), NOON));
    }

    private void send(io.comptoir.contract.Command command) {
        assertThat(CommandSide.bean(Commands.class).send(command, Actor.system("test")))
                .isInstanceOf(io.comptoir.contract.Decision.Accepted.class);
    }

    private void loseTheAnswer(CuttingRelay.Cut cut, boolean archive) throws IOException {
        try (CuttingRelay relay = new CuttingRelay(mails.getSmtp().getPort())) {
            relay.cut(cut);
            effects(relay.port(), archive).carryOut(timer(), NOON);
        }
        assertThat(state().state()).isEqualTo(Status.UNKNOWN);
    }

    private void look(Instant now) {
        try {
            effects(mails.getSmtp().getPort(), false).carryOut(timer(), now);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Timer timer() {
        return new Timer(
                tenant,
                SendEffect.TIMER,
                effect.streamOf(tenant),
                1,
                NOON,
                new Envelope(tenant, Actor.process("order-confirmations", "key"), "command", "request", "event", null),
                1);
    }

    private EffectState state() {
        return ledger.effect(tenant, effect).orElseThrow();
    }

    private MimeMessage onlyMailTo(String address) {
        assertThat(mailbox(address)).hasSize(1);
        return mailbox(address).getFirst();
    }

    private List<MimeMessage> mailbox(String address) {
        GreenMailUser user = mails.getUserManager().getUserByEmail(address);
        try {
            return user == null
                    ? List.of()
                    : mails.getManagers().getImapHostManager().getInbox(user).getMessages().stream()
                            .map(StoredMessage::getMimeMessage)
                            .toList();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private MailEffects effects(int port, boolean archive) throws IOException {
        return effects(port, null, false, archive);
    }

    /** @param password of the shop at the mail server; without one it does not log in */
    private MailEffects effects(int port, @Nullable String password, boolean starttls, boolean archive)
            throws IOException {
        MailSettings settings = new MailSettings(
                "127.0.0.1",
                port,
                password == null ? null : "shop",
                password,
                "orders@shop.example",
                starttls,
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                archive
                        ? new MailSettings.Archive(
                                "127.0.0.1",
                                mails.getImap().getPort(),
                                "archive",
                                "secret",
                                ARCHIVE,
                                "INBOX",
                                false,
                                COPY_WITHIN)
                        : null);
        try {
            return new MailEffects(ledger, CommandSide.bean(Commands.class), new SmtpServer(settings), settings);
        } catch (AddressException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
