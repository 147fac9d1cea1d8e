package io.comptoir.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.OpenToAll;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.tenancy.TenantScope;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The walls of the house. Where a rule is in the way, change the house first and the rule with it. */
class HouseRulesTest {

    private static final JavaClasses COMPTOIR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What the modules share of their tests lies in a jar of its own.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.comptoir");

    /** Which feature may know which, on the deciding side. Every other pair are strangers. */
    private static final Map<String, Set<String>> FEATURES_KNOWN = Map.of(
            "catalog", Set.of(),
            "inventory", Set.of("catalog"),
            "orders", Set.of("catalog", "inventory"),
            "access", Set.of(),
            "organizations", Set.of("access"),
            "effects", Set.of(),
            "imports", Set.of(),
            "privacy", Set.of());

    @Test
    void valuesImportOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.comptoir.contract.values")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.comptoir.contract.values", "java..", "org.jspecify.annotations"))
                .check(COMPTOIR);
    }

    @Test
    void contractsImportOnlyContracts() {
        classes()
                .that()
                .resideInAPackage("io.comptoir.contract..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.comptoir.contract..", "java..", "org.jspecify.annotations"))
                .check(COMPTOIR);
    }

    @Test
    void noPackagesGoInCircles() {
        slices().matching("io.comptoir.(**)").should().beFreeOfCycles().check(COMPTOIR);
    }

    @Test
    void thePlatformKnowsNoSide() {
        noClasses()
                .that()
                .resideInAPackage("io.comptoir.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.comptoir.command..",
                        "io.comptoir.process..",
                        "io.comptoir.projection..",
                        "io.comptoir.query..",
                        "io.comptoir.server..")
                .check(COMPTOIR);
    }

    @Test
    void commandsNeverReadAView() {
        noClasses()
                .that()
                .resideInAPackage("io.comptoir.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.comptoir.projection..", "io.comptoir.query..", "com.mongodb..", "co.elastic..")
                .check(COMPTOIR);
    }

    @Test
    void projectionsOnlyListen() {
        noClasses()
                .that()
                .resideInAPackage("io.comptoir.projection..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.comptoir.command..", "io.comptoir.query..")
                        .or(DescribedPredicate.describe("the way to send commands", HouseRulesTest::sendsCommands)))
                .check(COMPTOIR);
    }

    @Test
    void queriesNeverSendCommands() {
        noClasses()
                .that()
                .resideInAPackage("io.comptoir.query..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.comptoir.command..")
                        .or(DescribedPredicate.describe("the way to send commands", HouseRulesTest::sendsCommands)))
                .check(COMPTOIR);
    }

    /** They follow from events and order by commands, whoever decides and wherever documents lie. */
    @Test
    void processesKnowNoSide() {
        noClasses()
                .that()
                .resideInAPackage("io.comptoir.process..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.comptoir.command..",
                        "io.comptoir.projection..",
                        "io.comptoir.query..",
                        "io.comptoir.server..",
                        "com.mongodb..",
                        "co.elastic..")
                .check(COMPTOIR);
    }

    private static boolean sendsCommands(JavaClass type) {
        return type.getName().equals("io.comptoir.platform.messaging.Commands")
                || type.getPackageName().startsWith("org.axonframework.commandhandling");
    }

    @TestFactory
    Stream<DynamicTest> featuresAreStrangers() {
        return FEATURES_KNOWN.entrySet().stream()
                .map(feature -> DynamicTest.dynamicTest(feature.getKey(), () -> {
                    List<String> strangers = FEATURES_KNOWN.keySet().stream()
                            .filter(other -> !other.equals(feature.getKey()))
                            .filter(other -> !feature.getValue().contains(other))
                            .map(other -> "io.comptoir.command." + other + "..")
                            .toList();
                    noClasses()
                            .that()
                            .resideInAPackage("io.comptoir.command." + feature.getKey() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(strangers.toArray(String[]::new))
                            .check(COMPTOIR);
                }));
    }

    /** What the listening and the answering side share; every other package there is a feature, and those are strangers. */
    private static final Set<String> SHARED = Set.of("replay", "mongodb", "elasticsearch", "reading");

    @TestFactory
    Stream<DynamicTest> featuresOfTheOtherSidesAreStrangers() {
        return Stream.of("projection", "query")
                .map(side -> DynamicTest.dynamicTest(
                        side,
                        () -> slices().matching("io.comptoir." + side + ".(*)..")
                                .namingSlices("$1")
                                .should()
                                .notDependOnEachOther()
                                .ignoreDependency(
                                        DescribedPredicate.alwaysTrue(),
                                        resideInAnyPackage(SHARED.stream()
                                                .map(shared -> "io.comptoir." + side + "." + shared + "..")
                                                .toArray(String[]::new)))
                                .check(COMPTOIR)));
    }

    @Test
    void whatTheFeaturesOfTheOtherSidesShareKnowsNoneOfThem() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.comptoir.projection.replay..",
                        "io.comptoir.projection.mongodb..",
                        "io.comptoir.projection.elasticsearch..",
                        "io.comptoir.query.reading..")
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage("io.comptoir.projection..", "io.comptoir.query..")
                                .and(DescribedPredicate.not(resideInAnyPackage(
                                        "io.comptoir.projection.replay..",
                                        "io.comptoir.projection.mongodb..",
                                        "io.comptoir.projection.elasticsearch..",
                                        "io.comptoir.query.reading.."))))
                .check(COMPTOIR);
    }

    /** An adapter to the outside lives below its feature, {@code command.<feature>.<vendor>}. */
    @Test
    void adaptersOfDifferentVendorsAreStrangers() {
        slices().matching("io.comptoir.command.(*).(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(COMPTOIR);
    }

    @Test
    void everyFeatureOfTheDecidingSideIsNamedHere() {
        classes()
                .that()
                .resideInAPackage("io.comptoir.command..")
                .should()
                .resideInAnyPackage(FEATURES_KNOWN.keySet().stream()
                        .map(feature -> "io.comptoir.command." + feature + "..")
                        .toArray(String[]::new))
                .check(COMPTOIR);
    }

    @Test
    void everyEventHandlerNamesItsProcessingGroup() {
        methods()
                .that()
                .areAnnotatedWith(EventHandler.class)
                .should(new ArchCondition<>("stand in a class with a processing group") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean named = method.getOwner().isAnnotatedWith(ProcessingGroup.class);
                        events.add(new SimpleConditionEvent(method, named, method.getFullName()));
                    }
                })
                .check(COMPTOIR);
    }

    @Test
    void everyEventHasARevision() {
        classes()
                .that()
                .areAssignableTo(DomainEvent.class)
                .and()
                .areRecords()
                .should()
                .beAnnotatedWith(Revision.class)
                .check(COMPTOIR);
    }

    @Test
    void nobodyReadsTheWallClock() {
        noClasses()
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("the wall clock is read", HouseRulesTest::readsTheWallClock))
                .check(COMPTOIR);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.comptoir.platform.messaging.Messaging")
                .and()
                .resideOutsideOfPackage("io.comptoir.server.embedded")
                .should()
                .accessTargetWhere(DescribedPredicate.describe("a clock is made", HouseRulesTest::makesAClock))
                .check(COMPTOIR);
    }

    /** By a call or by a method reference; {@code now(clock)} reads the clock that it is given. */
    private static boolean readsTheWallClock(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target)) {
            return false;
        }
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "now" ->
                owner.getPackageName().startsWith("java.time")
                        && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
            case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
            case "getInstance" -> owner.isEquivalentTo(Calendar.class);
            case "<init>" ->
                owner.isEquivalentTo(Date.class)
                        && target.getRawParameterTypes().isEmpty();
            default -> false;
        };
    }

    private static boolean makesAClock(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(Clock.class)
                && (access.getName().startsWith("system") || access.getName().matches("tick[A-Z].*"));
    }

    @Test
    void theRuleAboutTheWallClockSeesEveryWayToReadIt() {
        JavaClasses readers = new ClassFileImporter().importClasses(ReadsTheWallClock.class);

        assertThat(readers.get(ReadsTheWallClock.class).getAccessesFromSelf().stream()
                        .filter(HouseRulesTest::readsTheWallClock))
                .hasSize(6);
        assertThat(readers.get(ReadsTheWallClock.class).getAccessesFromSelf().stream()
                        .filter(HouseRulesTest::makesAClock))
                .hasSize(3);
    }

    /** What nobody may do. */
    @SuppressWarnings({"unused", "JavaTimeDefaultTimeZone", "JavaUtilDate"})
    private static final class ReadsTheWallClock {
        final Supplier<Instant> reference = Instant::now;
        final Instant call = Instant.now();
        final LocalDate withZone = LocalDate.now(ZoneOffset.UTC);
        final Year year = Year.now(ZoneOffset.UTC);
        final long millis = System.currentTimeMillis();
        final Date date = new Date();
        final Instant allowed = Instant.now(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        final List<Clock> clocks =
                List.of(Clock.systemUTC(), Clock.tickMillis(ZoneOffset.UTC), Clock.system(ZoneOffset.UTC));
    }

    @Test
    void storeClientsAreReachedOnlyByTheProjectionsAndTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.comptoir.projection..", "io.comptoir.query..", "io.comptoir.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.mongodb..", "co.elastic..")
                .check(COMPTOIR);
    }

    /** What touches documents and entries asks for the scope; nothing else may touch them. */
    @Test
    void documentsAndEntriesAreTouchedOnlyWhereTheScopeIsAskedFor() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.comptoir.projection.mongodb..", "io.comptoir.projection.elasticsearch..")
                .and()
                // It leases and deletes, which views of read models cannot, and asks for the scope itself.
                .haveNameNotMatching("io\\.comptoir\\.projection\\.timers\\.TimerDocuments(\\$.*)?")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a client of MongoDB or Elasticsearch",
                        call -> STORE_CLIENTS.stream()
                                .anyMatch(client -> call.getTargetOwner().isAssignableTo(client))))
                .check(COMPTOIR);
    }

    private static final Set<String> STORE_CLIENTS = Set.of(
            "com.mongodb.client.MongoClient",
            "com.mongodb.client.MongoDatabase",
            "com.mongodb.client.MongoCollection",
            "co.elastic.clients.elasticsearch.ElasticsearchClient");

    /** Who reads an organization's events past the read models asks for its scope as they do. */
    @Test
    void queriesOfTheEventStoreAskForTheScope() {
        classes()
                .that(resideInAPackage("io.comptoir.query..")
                        .and(DescribedPredicate.describe(
                                "read the event store",
                                type -> type.getDirectDependenciesFromSelf().stream()
                                        .anyMatch(dependency ->
                                                dependency.getTargetClass().isEquivalentTo(EventStore.class)))))
                .should()
                .callMethod(TenantScope.class, "require", TenantId.class)
                .check(COMPTOIR);
    }

    /** The exemption from every guard, and all that have it. */
    @Test
    void onlyTheseWorkForThePlatform() {
        noClasses()
                .that(DescribedPredicate.not(DescribedPredicate.describe(
                        "work for the platform", type -> FOR_THE_PLATFORM.contains(type.getName()))))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "TenantScope.asPlatform",
                        call -> call.getTargetOwner().isEquivalentTo(TenantScope.class)
                                && call.getName().equals("asPlatform")))
                .check(COMPTOIR);
    }

    private static final Set<String> FOR_THE_PLATFORM = Set.of(
            // A batch has events of many organizations.
            "io.comptoir.projection.replay.Projection",
            // Two versions of a read model are compared, with the documents of everybody.
            "io.comptoir.projection.replay.ModelRun",
            // What is due next may be anybody's.
            "io.comptoir.platform.timers.TimerPoller",
            // The platform operator makes organizations and suspends them.
            "io.comptoir.command.organizations.OrganizationCommandController");

    @Test
    void everyControllerMethodSaysWhoMayCallIt() {
        methods()
                .that()
                .areMetaAnnotatedWith(RequestMapping.class)
                .and()
                .areDeclaredInClassesThat()
                .areMetaAnnotatedWith(Controller.class)
                .should()
                .beAnnotatedWith(Requires.class)
                .orShould()
                .beAnnotatedWith(OpenToAll.class)
                .check(COMPTOIR);
    }
}
