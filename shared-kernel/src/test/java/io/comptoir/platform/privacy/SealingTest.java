package io.comptoir.platform.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is sealed opens for its person and organization alone, until the key is destroyed. */
class SealingTest {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final TenantId OTHER = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a1");
    private static final DataSubjectId ADA = new DataSubjectId("c-7");
    private static final DataSubjectId BOB = new DataSubjectId("c-8");
    private static final Note NAME = new Note("Ada Lovelace");
    private static final Note EMAIL = new Note("Ada@Example.org");
    private static final JsonMapper JSON = ContractJson.mapper();

    private final KeysInMemory rows = new KeysInMemory();
    private final SubjectKeys keys = rows.keysOfANode();
    private final Sealing sealing = new Sealing(keys, JSON, Set.of(Customer.class));

    private record Basket(String note, Customer buyer, List<Customer> guests) {}

    private static Customer ada() {
        return new Customer(ADA, NAME, EMAIL, new Country("France"));
    }

    private Customer sealed(Customer customer) {
        return sealing.sealed(TENANT, customer);
    }

    private Customer opened(Customer customer) {
        return sealing.opened(TENANT, customer);
    }

    @Test
    void sealsAllComponentsTogetherAndLeavesTheRest() {
        Customer sealed = sealed(ada());

        assertThat(sealed.reference()).isEqualTo(ADA);
        assertThat(sealed.country()).isEqualTo(new Country("France"));
        assertThat(sealed.name()).isNull();
        assertThat(sealed.email()).isNull();
        assertThat(Objects.requireNonNull(sealed.sealed()).text()).startsWith("customer:");
        assertThat(JSON.writeValueAsString(sealed)).doesNotContain("Ada", "Lovelace", "xample");
        assertThat(opened(sealed)).isEqualTo(ada());
    }

    @Test
    void sealsTheSameNeverTheSameWay() {
        assertThat(sealed(ada()).sealed()).isNotEqualTo(sealed(ada()).sealed());
    }

    @Test
    void sealsAlsoNothing() {
        Customer nobody = new Customer(ADA, null, null, null);

        Customer sealed = sealed(nobody);

        assertThat(sealed.sealed()).isNotNull();
        assertThat(opened(sealed)).isEqualTo(nobody);
    }

    @Test
    void doesNotTellHowMuchItSealed() {
        int nothing = lengthOf(new Customer(ADA, null, null, null));

        assertThat(lengthOf(new Customer(ADA, new Note("A"), null, null))).isEqualTo(nothing);
        assertThat(lengthOf(ada())).isEqualTo(nothing);
        assertThat(lengthOf(new Customer(ADA, new Note("x".repeat(200)), null, null)))
                .isGreaterThan(nothing);
    }

    private int lengthOf(Customer customer) {
        return Objects.requireNonNull(sealed(customer).sealed()).text().length();
    }

    @Test
    void leavesAloneWhatIsSealed() {
        Customer sealed = sealed(ada());

        assertThat(sealed(sealed)).isEqualTo(sealed);
    }

    @Test
    void sealsRecordsWithinRecordsAndLists() {
        Basket basket = new Basket("n", ada(), List.of(new Customer(BOB, new Note("Bob"), null, null), ada()));

        Basket sealed = sealing.sealed(TENANT, basket);

        assertThat(sealed.note()).isEqualTo("n");
        assertThat(JSON.writeValueAsString(sealed)).doesNotContain("Ada", "Bob");
        assertThat(sealing.opened(TENANT, sealed)).isEqualTo(basket);
    }

    @Test
    void costsNothingWhereThereIsNothingPersonal() {
        CancelOrder command = new CancelOrder(TENANT, OrderId.next(Instant.EPOCH), new Note("no"), Instant.EPOCH);

        assertThat(Sealing.concerns(CancelOrder.class)).isFalse();
        assertThat(sealing.sealed(TENANT, command)).isSameAs(command);
        assertThat(rows.questions()).isZero();
    }

    @Test
    void asksTheVaultOnceForSomebodyNewAndNotAtAllAfterwards() {
        sealed(ada());
        assertThat(rows.questions()).isEqualTo(1);

        sealed(ada());
        opened(sealed(ada()));
        assertThat(rows.questions()).isEqualTo(1);

        sealed(new Customer(ADA, new Note("Ada King"), null, null));
        assertThat(rows.questions()).as("another word leads to her").isEqualTo(2);
    }

    @Test
    void makesNoKeyForWhoSaidNothing() {
        DataSubjectId given = DataSubjectId.given(TENANT, OrderId.next(Instant.EPOCH));

        Customer sealed = sealed(new Customer(given, null, null, new Country("France")));

        assertThat(opened(sealed)).isEqualTo(new Customer(given, null, null, new Country("France")));
        assertThat(rows.questions()).isZero();
        assertThat(Objects.requireNonNull(sealed.sealed()).text())
                .hasSameSizeAs(Objects.requireNonNull(sealed(ada()).sealed()).text());
        assertUnreadable(OTHER, sealed);
    }

    @Test
    void asksTheVaultOnceForManyPeople() {
        Basket many = new Basket(
                "n",
                ada(),
                IntStream.range(0, 500)
                        .mapToObj(i -> new Customer(new DataSubjectId("c-" + i), new Note("N" + i), null, null))
                        .toList());

        Basket sealed = sealing.sealed(TENANT, many);
        assertThat(rows.questions()).isEqualTo(1);

        assertThat(sealing.opened(TENANT, sealed)).isEqualTo(many);
        assertThat(rows.questions()).isEqualTo(1);
    }

    @Test
    void readsErasedWhenTheKeyIsDestroyed() {
        Customer sealed = sealed(ada());
        Customer bob = sealed(new Customer(BOB, new Note("Bob"), null, null));

        assertThat(keys.destroy(TENANT, ADA, 1).keys()).isEqualTo(1);

        assertThat(opened(sealed))
                .isEqualTo(new Customer(ADA, new Note("erased"), new Note("erased"), new Country("France")));
        assertThat(opened(bob).name()).isEqualTo(new Note("Bob"));
    }

    @Test
    void forgetsWhatAnotherNodeDestroyedWhenItLooks() {
        SubjectKeys other = rows.keysOfANode();
        Customer sealed = sealed(ada());
        Customer bob = sealed(new Customer(BOB, new Note("Bob"), null, null));

        other.destroy(TENANT, ADA, 1);
        keys.lookForDestroyed();
        int questions = rows.questions();

        assertThat(opened(sealed).name()).isEqualTo(new Note("erased"));
        assertThat(opened(bob).name()).isEqualTo(new Note("Bob"));
        assertThat(rows.questions()).as("only she was forgotten").isEqualTo(questions + 1);
    }

    @Test
    void believesNoKeyWhenItCouldNotLookForAWhile() {
        Customer sealed = sealed(ada());
        rows.keysOfANode().destroy(TENANT, ADA, 1);

        rows.pass(SubjectKeys.BELIEVED_FOR.minusMillis(1));
        assertThat(opened(sealed)).isEqualTo(ada());
        rows.pass(Duration.ofMillis(1));

        assertThat(opened(sealed).name()).isEqualTo(new Note("erased"));
    }

    @Test
    void remembersNoKeyThatWasDestroyedWhileItWasAskedFor() {
        SubjectKeys other = rows.keysOfANode();
        Customer sealed = sealed(ada());
        keys.forget(TENANT, ADA);
        rows.meanwhile(() -> {
            other.destroy(TENANT, ADA, 1);
            keys.lookForDestroyed();
        });

        assertThat(opened(sealed)).as("it was asked for before").isEqualTo(ada());
        assertThat(opened(sealed).name()).isEqualTo(new Note("erased"));
    }

    @Test
    void forgetsEverythingWhenTheVaultIsAnOlderOne() {
        sealed(new Customer(BOB, new Note("Bob"), null, null));
        keys.destroy(TENANT, BOB, 1);
        keys.lookForDestroyed();
        sealed(ada());
        int questions = rows.questions();

        rows.restoreDestructions(0);
        keys.lookForDestroyed();
        sealed(ada());

        assertThat(rows.questions()).isEqualTo(questions + 1);
    }

    @Test
    void destroysAKeyAgainWithoutEffect() {
        sealed(ada());

        SubjectKeys.Destruction first = keys.destroy(TENANT, ADA, 1);
        assertThat(first.keys()).isEqualTo(1);
        assertThat(keys.destroy(TENANT, ADA, 1)).isEqualTo(first);
        assertThat(keys.state(TENANT, ADA).orElseThrow().erasedAt()).isNotNull();
        assertThat(keys.state(OTHER, ADA)).isEmpty();
    }

    @Test
    void givesWhoeverComesBackANewKeyThatOpensNothingOld() {
        Customer before = sealed(ada());
        keys.destroy(TENANT, ADA, 1);

        Customer after = sealed(ada());

        assertThat(keys.state(TENANT, ADA).orElseThrow().generation()).isEqualTo(2);
        assertThat(opened(after)).isEqualTo(ada());
        assertThat(opened(before).name()).isEqualTo(new Note("erased"));
        // The first erasure, carried out once more by a node that comes late.
        keys.destroy(TENANT, ADA, 1);
        assertThat(opened(after)).isEqualTo(ada());
        assertThat(keys.named(TENANT, "lovelace", 10)).containsExactly(new KeyName(ADA, 2));
        assertThat(Sealing.keyOf(ADA, Objects.requireNonNull(after.sealed()))).isEqualTo(new KeyName(ADA, 2));
        assertThat(Sealing.keyOf(ADA, Objects.requireNonNull(before.sealed()))).isEqualTo(new KeyName(ADA, 1));
    }

    @Test
    void opensNothingForAnotherOrganization() {
        Customer sealed = sealed(ada());
        sealing.sealed(OTHER, ada());

        assertUnreadable(OTHER, sealed);
    }

    @Test
    void opensNothingForAnotherPerson() {
        Customer sealed = sealed(ada());
        sealed(new Customer(BOB, new Note("Bob"), null, null));

        assertUnreadable(TENANT, new Customer(BOB, null, null, null, sealed.sealed()));
    }

    @Test
    void refusesAnotherGenerationOfTheKey() {
        Sealed first = Objects.requireNonNull(sealed(ada()).sealed());
        byte[] bytes = Base64.getDecoder().decode(first.content());
        bytes[4] = 2;

        assertUnreadable(TENANT, with(bytes));
    }

    @Test
    void refusesEveryChangedByte() {
        Sealed sealed = Objects.requireNonNull(sealed(ada()).sealed());
        byte[] bytes = Base64.getDecoder().decode(sealed.content());
        for (int place = 0; place < bytes.length; place++) {
            byte[] changed = bytes.clone();
            changed[place] ^= 1;
            assertUnreadable(TENANT, with(changed));
        }
        assertUnreadable(TENANT, with(java.util.Arrays.copyOf(bytes, 5)));
    }

    private static Customer with(byte[] bytes) {
        return new Customer(
                ADA,
                null,
                null,
                null,
                new Sealed("customer:" + Base64.getEncoder().encodeToString(bytes)));
    }

    private void assertUnreadable(TenantId tenantId, Customer customer) {
        assertThatExceptionOfType(UnreadablePersonalData.class)
                .isThrownBy(() -> sealing.opened(tenantId, customer))
                .satisfies(failure -> assertThat(failure.subject()).isEqualTo(customer.reference()));
    }

    @Test
    void doesNotTakeALostKeyForAnErasure() {
        Customer sealed = sealed(ada());

        assertThatExceptionOfType(UnreadablePersonalData.class)
                .isThrownBy(() -> new Sealing(KeysInMemory.keys(), JSON, Set.of(Customer.class)).opened(TENANT, sealed))
                .withMessageContaining("knows no key");
    }

    @Test
    void opensATreeInTheOrderOfTheRecord() {
        JsonNode tree = JSON.readTree("{\"data\":[{\"customer\":" + JSON.writeValueAsString(sealed(ada()))
                + ",\"sealed\":\"other: text\"}]}");

        assertThat(sealing.opened(TENANT, tree).toString())
                .isEqualTo("{\"data\":[{\"customer\":{\"reference\":\"c-7\",\"name\":\"Ada Lovelace\","
                        + "\"email\":\"Ada@Example.org\",\"country\":\"France\"},\"sealed\":\"other: text\"}]}");
    }

    @Test
    void leadsToAPersonByWholeWordsAndWholeAddresses() {
        sealed(ada());

        for (String word : List.of("ada", "lovelace", "ada@example.org")) {
            assertThat(keys.named(TENANT, word, 10)).as(word).containsExactly(new KeyName(ADA, 1));
            assertThat(keys.named(OTHER, word, 10)).as(word).isEmpty();
        }
        for (String word : List.of("lovel", "example", "org", "c-7")) {
            assertThat(keys.named(TENANT, word, 10)).as(word).isEmpty();
        }
        keys.destroy(TENANT, ADA, 1);
        assertThat(keys.named(TENANT, "ada", 10)).isEmpty();
    }

    @Test
    void takesTextsApart() {
        assertThat(BlindWords.of(" Zoë  Müller-Lüdenscheidt ")).containsExactly("zoe", "muller", "ludenscheidt");
        assertThat(BlindWords.of("ZOE@Example.ORG")).containsExactly("zoe@example.org");
        assertThat(BlindWords.of("a b c d e f g h i j k l m n o p q r s t u")).hasSize(20);
        assertThat(BlindWords.of("@ -")).isEmpty();
    }

    @Test
    void neverWritesWhatIsNotSealed() {
        assertThatExceptionOfType(tools.jackson.core.JacksonException.class)
                .isThrownBy(() -> JSON.writeValueAsString(new Basket("n", ada(), List.of())))
                .withMessageContaining("must be sealed")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("Ada"));
        @Nullable Note none = null;
        assertThat(JSON.writeValueAsString(new Customer(ADA, none, none, new Country("France"))))
                .isEqualTo("{\"reference\":\"c-7\",\"country\":\"France\"}");
    }
}
