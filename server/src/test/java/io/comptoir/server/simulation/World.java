package io.comptoir.server.simulation;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.DeadLettersInMemory;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.privacy.KeysInMemory;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.process.effects.MailOffice;
import io.comptoir.projection.replay.Projection;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import io.comptoir.projection.timers.TimersInMemory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;

/**
 * One world: a process that lives and dies, the stores that outlive it, and whoever is outside of it. Its seed decides what
 * happens next, at which request to a store something pauses, fails or dies, and what time it is. The same seed takes the same
 * steps.
 */
final class World {

    /** Steps of a life, besides those that bring it to rest. */
    private static final int MAX_STEPS = 1_500;

    /** Whatever does not come to rest within so many rounds never will. */
    private static final int MAX_ROUNDS = 400;

    /** As many as a processor takes. */
    private static final int WHOLE_BATCH = 500;

    /** A look for mails takes no longer than this: the lease of its timers is longer, as it must be. */
    private static final Duration LONGEST_LOOK_FOR_MAILS = Duration.ofMinutes(4);

    private static final Duration JUMP_BELIEVED = Duration.ofSeconds(61);

    private final Defect defect;
    private final Chance chance;
    private final Chance ids;
    private final Temper temper;
    private final SimulatedTime time = new SimulatedTime();
    private final EventLog log = new EventLog(this);
    private final EventStore events =
            EmbeddedEventStore.builder().storageEngine(log).build();
    private final KeysInMemory keys = new KeysInMemory(this::keyDestroyed);
    private final TimersInMemory timers = new TimersInMemory(this::timersAreAsked);
    private final DeadLettersInMemory storedLetters = new DeadLettersInMemory();
    private final DeadLetters letters = fenced(storedLetters);
    private final MailOffice mails = new MailOffice(new Outside());
    private final DocumentsInMemory<ProductState> products = new DocumentsInMemory<>(this, Store.MONGODB);
    private final DocumentsInMemory<ProductState> productSearch = new DocumentsInMemory<>(this, Store.ELASTICSEARCH);
    private final DocumentsInMemory<StockState> stocks = new DocumentsInMemory<>(this, Store.MONGODB);
    private final DocumentsInMemory<OrderState> orders = new DocumentsInMemory<>(this, Store.MONGODB);
    private final DocumentsInMemory<OrderState> orderSearch = new DocumentsInMemory<>(this, Store.ELASTICSEARCH);
    private final DocumentsInMemory<EffectState> effects = new DocumentsInMemory<>(this, Store.MONGODB);
    private final List<Model> models = new ArrayList<>();
    private final Model timerModel;
    private final Clients clients;
    private final List<Request> underWay = new ArrayList<>();
    private final List<Strand> strands = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final Findings findings = new Findings();
    private final Map<Person, List<Gone>> gone = new HashMap<>();
    private @Nullable Node node;
    private boolean calm = true;
    private int nodes;
    private int requestsLeft;
    private int crashesLeft;
    private int jumpsLeft;
    private int rebuildsLeft;
    private int duplicatesLeft;
    private long erased;

    World(long seed, Defect defect) {
        this.defect = defect;
        this.chance = new Chance(seed);
        this.ids = chance.split();
        this.temper = Temper.of(chance);
        this.clients = new Clients(this, chance);
        this.requestsLeft = temper.requests();
        this.crashesLeft = temper.crashes();
        this.jumpsLeft = temper.jumps();
        this.rebuildsLeft = temper.rebuilds();
        this.duplicatesLeft = temper.duplicates();
        model("projection.catalog.ProductViewProjection", products);
        model("projection.catalog.ProductSearchProjection", productSearch);
        model("projection.inventory.StockViewProjection", stocks);
        model("projection.orders.OrderViewProjection", orders);
        model("projection.orders.OrderSearchProjection", orderSearch);
        model("projection.effects.EffectViewProjection", effects);
        this.timerModel = model("projection.timers.TimerProjection", timers);
        note(temper.toString());
    }

    private Model model(String projection, Object store) {
        Model model = new Model(this, () ->
                (Projection<?>) new Parts(World::noRepository, store, events, log).part(Parts.named(projection)));
        models.add(model);
        return model;
    }

    /** Before or after a request, whose answer may be lost: a batch that is written again ends leases. */
    private void timersAreAsked(String what) {
        moment(what);
        if (faultOccurs(what + ", and nobody hears")) {
            throw new StoreAway(Store.MONGODB, new IllegalStateException("simulated"));
        }
    }

    private static Repository<?> noRepository(Class<?> type) {
        throw new IllegalStateException("projections have no aggregates");
    }

    /** Nothing that a dead process still says about timers is kept. */
    private DeadLetters fenced(DeadLetters stored) {
        return (DeadLetters) Proxy.newProxyInstance(
                World.class.getClassLoader(), new Class<?>[] {DeadLetters.class}, (proxy, method, arguments) -> {
                    moment("dead letters");
                    try {
                        return method.invoke(stored, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Outside implements MailOffice.Outside {

        @Override
        public void moment(String what) {
            World.this.moment(what);
        }

        @Override
        public MailOffice.Mood mood() {
            if (calm || !chance.onceIn(temper.badMailOnceIn())) {
                return MailOffice.Mood.TAKES;
            }
            MailOffice.Mood mood = chance.of(List.of(MailOffice.Mood.values()));
            note("the mail server " + mood);
            return mood;
        }

        @Override
        public long head() {
            return log.head();
        }
    }

    // What the parts of the world ask it.

    /** A request to a store is about to happen, or just did: others may go on first, and a dead process comes no further. */
    void moment(String what) {
        if (!Strand.isCurrent()) {
            return;
        }
        Strand strand = Strand.current();
        strand.dieIfKilled();
        if (chance.onceIn(temper.pauseOnceIn())) {
            note(strand + " pauses: " + what);
            strand.pause();
        }
    }

    boolean faultOccurs(String what) {
        if (calm || !Strand.isCurrent() || !chance.onceIn(temper.faultOnceIn())) {
            return false;
        }
        note(Strand.current() + ": " + what);
        return true;
    }

    void note(String what) {
        trace.add(what);
    }

    Strand strand(String name, Runnable work) {
        Strand strand = new Strand(name, ids, work);
        strands.add(strand);
        return strand;
    }

    Defect defect() {
        return defect;
    }

    Chance ids() {
        return ids;
    }

    SimulatedTime time() {
        return time;
    }

    EventLog log() {
        return log;
    }

    KeysInMemory keys() {
        return keys;
    }

    TimersInMemory timers() {
        return timers;
    }

    DeadLetters letters() {
        return letters;
    }

    MailOffice mails() {
        return mails;
    }

    Clients clients() {
        return clients;
    }

    List<Model> models() {
        return models;
    }

    DocumentsInMemory<ProductState> products() {
        return products;
    }

    DocumentsInMemory<ProductState> productSearch() {
        return productSearch;
    }

    DocumentsInMemory<StockState> stocks() {
        return stocks;
    }

    DocumentsInMemory<OrderState> orders() {
        return orders;
    }

    DocumentsInMemory<OrderState> orderSearch() {
        return orderSearch;
    }

    DocumentsInMemory<EffectState> effects() {
        return effects;
    }

    void erasedUpTo(long position) {
        erased = position;
    }

    private record Person(TenantId tenant, DataSubjectId subject) {}

    private record Gone(int generation, long head) {}

    /** A destroyed key is one that a stored event accounts for. */
    private void keyDestroyed(TenantId tenant, DataSubjectId subject, int generation) {
        findings.expect(
                log.of(subject.streamOf(tenant).toString()).stream()
                        .anyMatch(event -> ((DataSubjectErased) event.getPayload()).generation() >= generation),
                "the key " + generation + " of " + subject + " was destroyed, and no event says why");
        gone.computeIfAbsent(new Person(tenant, subject), person -> new ArrayList<>())
                .add(new Gone(generation, log.head()));
    }

    /** Whether a key was destroyed before an event was stored. */
    boolean wasErased(TenantId tenant, DataSubjectId subject, int generation, long position) {
        return gone.getOrDefault(new Person(tenant, subject), List.of()).stream()
                .anyMatch(key -> key.generation() >= generation && key.head() < position);
    }

    /** Something that happened before the world began. */
    void given(StreamId stream, DomainEvent event, TenantId tenant) {
        Envelope envelope = new Envelope(tenant, Actor.system("given"), given(), given(), given(), null);
        log.given(new GenericDomainEventMessage<>(
                stream.kind(),
                stream.toString(),
                log.of(stream.toString()).size(),
                event,
                EventLog.envelope(envelope)));
    }

    private String given() {
        return ids.uuid().toString();
    }

    // Its life.

    /** What a world came to: nothing in the first list if all is well. */
    record Outcome(List<String> findings, List<String> trace) {}

    Outcome live() {
        clients.given();
        Node unused = startNode();
        calm = false;
        for (int step = 0; step < MAX_STEPS && !isOver() && findings.isEmpty(); step++) {
            step();
            buryStrands();
        }
        comeToRest(temper.restless());
        if (findings.isEmpty()) {
            new Checks(this, findings).check();
        }
        if (findings.isEmpty()) {
            lookAtAllTimersAgain();
        }
        if (node != null) {
            killNode();
        }
        return new Outcome(findings.all(), List.copyOf(trace));
    }

    private boolean isOver() {
        return requestsLeft == 0 && underWay.isEmpty() && chance.onceIn(60);
    }

    private void step() {
        if (node == null) {
            if (chance.onceIn(3)) {
                Node unused = startNode();
            } else {
                pass();
            }
            return;
        }
        Node alive = node;
        switch (chance.below(24)) {
            case 0, 1, 2 -> newRequest();
            case 3 -> deliver(alive);
            case 4 -> duplicate();
            case 5, 6 -> write(alive);
            case 7, 8 -> answer(alive);
            case 9, 10 -> look(alive);
            case 11, 12 -> follow(alive);
            case 13 -> crash();
            case 14 -> moveTheClock();
            case 15 -> rebuild();
            case 16 -> erase(alive);
            default -> proceed();
        }
    }

    private void newRequest() {
        if (requestsLeft > 0) {
            requestsLeft--;
            Request request = clients.next();
            note("a client wants: " + request);
            underWay.add(request);
        }
    }

    /** In any order: what was sent first need not arrive first. */
    private void deliver(Node alive) {
        if (!underWay.isEmpty()) {
            Request request = underWay.remove(chance.below(underWay.size()));
            note(request + " arrives");
            alive.receive(request);
        }
    }

    private void duplicate() {
        List<Request> repeatable = clients.requests().stream()
                .filter(request -> request.repeatable)
                .toList();
        if (duplicatesLeft > 0 && !repeatable.isEmpty()) {
            duplicatesLeft--;
            Request request = chance.of(repeatable);
            note(request + " is sent again");
            underWay.add(request);
        }
    }

    private void write(Node alive) {
        List<Integer> waitedFor = IntStream.range(0, alive.writers())
                .filter(alive::isWaitedFor)
                .boxed()
                .toList();
        if (!waitedFor.isEmpty()) {
            alive.write(chance.of(waitedFor));
        }
    }

    private void answer(Node alive) {
        if (alive.hasAnswers()) {
            note("a group is answered");
            alive.giveAnswers();
        }
    }

    private void look(Node alive) {
        List<Node.Looking> idle =
                alive.lookings().stream().filter(alive::isIdle).toList();
        if (!idle.isEmpty()) {
            alive.look(chance.of(idle));
        }
    }

    private void follow(Node alive) {
        Model model = chance.of(models);
        List<Model.Part> behind = behind(alive, model);
        if (!behind.isEmpty()) {
            alive.follow(model, chance.of(behind), chance.between(1, temper.batch()));
        }
        switchIfPossible(alive, model);
    }

    private static List<Model.Part> behind(Node alive, Model model) {
        return model.parts().stream()
                .filter(part -> model.isBehind(part) && alive.isIdle(model, part))
                .toList();
    }

    private void switchIfPossible(Node alive, Model model) {
        if (model.canSwitch() && model.parts().stream().allMatch(part -> alive.isIdle(model, part))) {
            model.switchOver();
            note(model.name() + " is read from version " + model.live());
            if (model.equals(timerModel)) {
                timers.expose(model.live());
            }
        }
    }

    private void rebuild() {
        Model model = chance.of(models);
        if (rebuildsLeft > 0 && !model.isBeingRebuilt()) {
            rebuildsLeft--;
            note(model.name() + " is rebuilt");
            model.rebuild();
        }
    }

    private void erase(Node alive) {
        if (erased < log.head() && !alive.isErasing()) {
            alive.eraseFrom(erased);
        }
    }

    private void proceed() {
        List<Strand> ready = strands.stream().filter(Strand::isReady).toList();
        if (!ready.isEmpty()) {
            proceed(chance.of(ready));
        }
    }

    private void proceed(Strand strand) {
        note(strand + " goes on");
        strand.proceed();
    }

    private void moveTheClock() {
        if (jumpsLeft > 0 && chance.onceIn(8) && timeMayPass(JUMP_BELIEVED)) {
            jumpsLeft--;
            Duration by = Duration.ofMinutes(chance.between(-120, 120));
            note("the clock is set by " + by);
            time.jump(by);
        } else {
            pass();
        }
    }

    /** Mostly a little: what waits for an answer waits in vain after seconds. */
    private void pass() {
        Duration duration = switch (chance.below(temper.patience())) {
            case 0 -> Duration.ofMinutes(chance.between(1, 12));
            case 1 -> Duration.ofSeconds(chance.between(5, 40));
            default -> Duration.ofMillis(chance.between(1, 500));
        };
        if (timeMayPass(duration)) {
            note("time passes: " + duration);
            time.pass(duration);
        }
    }

    /** Handing over a mail takes a while, and whoever does is not held up for longer. */
    private boolean timeMayPass(Duration duration) {
        if (node == null) {
            return true;
        }
        Duration looking = node.longestLookForMails();
        return looking.isZero() || looking.plus(duration).compareTo(LONGEST_LOOK_FOR_MAILS) <= 0;
    }

    private Node startNode() {
        boolean before = calm;
        calm = true;
        models.forEach(Model::begin);
        Node next = new Node(this, temper.writers(), ++nodes >= temper.mailsSince());
        node = next;
        next.start();
        calm = before;
        buryStrands();
        note("a node is there");
        return next;
    }

    private void crash() {
        if (crashesLeft > 0 && chance.onceIn(2)) {
            crashesLeft--;
            note("the process dies");
            killNode();
        }
    }

    private void killNode() {
        strands.forEach(Strand::kill);
        strands.clear();
        log.nodeDied();
        if (node != null) {
            node.die();
        }
        node = null;
    }

    private void buryStrands() {
        for (Strand strand : strands) {
            @Nullable Throwable failure = strand.hasEnded() ? strand.failure() : null;
            // A batch that could not be stored comes again.
            if (failure != null && !(failure instanceof StoreAway)) {
                findings.add(strand + " failed: " + failure + " at "
                        + List.of(failure.getStackTrace()).subList(0, Math.min(6, failure.getStackTrace().length)));
            }
        }
        strands.removeIf(Strand::hasEnded);
    }

    // Its rest.

    /**
     * Lets everything go on until nothing is left to do, whatever the time.
     *
     * @param restless for how many rounds things still fail
     */
    private void comeToRest(int restless) {
        for (int round = 0; round < MAX_ROUNDS && findings.isEmpty(); round++) {
            calm = round >= restless;
            note(calm ? "a calm round" : "a round");
            Node alive = node == null ? startNode() : node;
            long before = log.head();
            int mailed = mails.taken().size();
            workOff(alive);
            if (underWay.isEmpty() && log.head() == before && mails.taken().size() == mailed) {
                Optional<Instant> next = timers.next();
                if (next.isEmpty() && calm) {
                    return;
                }
                // A clock that was set is believed after a while, and then it may be time.
                Duration until = Duration.between(time.instant(), next.orElse(time.instant()));
                time.pass(until.compareTo(JUMP_BELIEVED) < 0 ? JUMP_BELIEVED : until);
                retryParked();
            }
        }
        if (findings.isEmpty()) {
            findings.add("it does not come to rest: " + timers.keys());
        }
    }

    private void retryParked() {
        for (Node.Looking looking : node == null ? List.<Node.Looking>of() : node.lookings()) {
            for (DeadLetter letter : storedLetters.of(looking.kind(), 100)) {
                boolean unused = storedLetters.askForRetry(letter.id());
            }
        }
    }

    private void workOff(Node alive) {
        clients.requests().stream()
                .filter(request -> request.isAskedAgain() && !underWay.contains(request))
                .forEach(underWay::add);
        while (!underWay.isEmpty()) {
            deliver(alive);
        }
        runAll(alive);
        erase(alive);
        runAll(alive);
        for (Model model : models) {
            for (List<Model.Part> behind = behind(alive, model); !behind.isEmpty(); behind = behind(alive, model)) {
                behind.forEach(part -> alive.follow(model, part, WHOLE_BATCH));
                runAll(alive);
            }
            switchIfPossible(alive, model);
        }
        alive.lookings().stream().filter(alive::isIdle).forEach(alive::look);
        runAll(alive);
    }

    private void runAll(Node alive) {
        while (findings.isEmpty()) {
            write(alive);
            answer(alive);
            List<Strand> ready = strands.stream().filter(Strand::isReady).toList();
            if (!ready.isEmpty()) {
                proceed(chance.of(ready));
            } else if (strands.isEmpty() && !alive.hasAnswers()) {
                return;
            } else if (!alive.hasAnswers()
                    && IntStream.range(0, alive.writers()).noneMatch(alive::isWaitedFor)) {
                // Whoever waits for an answer that nobody gives learns at some time that there is none.
                findings.add(strands + " wait for nothing");
            }
            buryStrands();
        }
    }

    /** Timers that are built anew and all looked at again lead to nothing. */
    private void lookAtAllTimersAgain() {
        long before = log.head();
        int mailed = mails.taken().size();
        TenantScope.<@Nullable Void, RuntimeException>asPlatform("a simulation", () -> {
            timerModel.buildAnew(Checks.ANEW);
            return null;
        });
        timers.expose(Checks.ANEW);
        comeToRest(0);
        if (log.head() != before || mails.taken().size() != mailed) {
            findings.add("timers that were built anew had things done again");
        }
    }
}
