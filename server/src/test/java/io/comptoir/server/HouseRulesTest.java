package io.comptoir.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
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
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house. Where a rule is in the way, change the house first and the rule with it. */
class HouseRulesTest {

    private static final JavaClasses COMPTOIR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.comptoir");

    /** Which feature may know which, on the deciding side. Every other pair are strangers. */
    private static final Map<String, Set<String>> FEATURES_KNOWN = Map.of(
            "catalog", Set.of(),
            "inventory", Set.of("catalog"),
            "orders", Set.of("catalog", "inventory"),
            "organizations", Set.of(),
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
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Date.class)
                .check(COMPTOIR);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.comptoir.platform.messaging.Messaging")
                .and()
                .resideOutsideOfPackage("io.comptoir.server.embedded")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .check(COMPTOIR);
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
}
