package io.comptoir.platform.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.TenantId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seals personal data at the door and opens it at the door. A command is sealed before it is sent, so that commands, events,
 * snapshots, read models and what lies in their backups hold the same seal, which none of them can open; an answer is opened
 * when it leaves for somebody who may see it. Nothing in between needs a key, and destroying one erases everywhere at once.
 */
public final class Sealing {

    /** What every component reads after its person was erased. */
    public static final String ERASED = "erased";

    private static final byte FORMAT = 1;
    private static final int FIRST_KEY = 1;

    /**
     * In place of a key's generation: an unknown customer who said nothing. There is nothing to erase, so no key of a person is
     * made; the organization's key gives the seal the form of all others.
     */
    private static final int NOBODYS_KEY = 0;

    private static final int HEADER = 1 + Integer.BYTES;

    /** Texts are filled up to a multiple of this, so that the length of a seal does not tell the length of a name. */
    private static final int BLOCK = 64;

    private final SubjectKeys keys;
    private final JsonMapper json;
    private final Map<String, PersonalRecord> kinds = new HashMap<>();

    /**
     * @param json  the forms of the contract's values
     * @param kinds all types of records that have personal data
     */
    public Sealing(SubjectKeys keys, JsonMapper json, Set<Class<? extends Record>> kinds) {
        this.keys = keys;
        this.json = json;
        kinds.forEach(type -> {
            PersonalRecord personal =
                    Objects.requireNonNull(RecordShape.of(type).personal(), type.getName());
            this.kinds.put(personal.kind(), personal);
        });
    }

    /** Whether objects of a type can have anything to seal; found out once for each type. */
    public static boolean concerns(Class<?> type) {
        return RecordShape.of(type).mayHoldPersonalData();
    }

    /**
     * The same with all personal data in it sealed, under keys that are made for people who are new. What has neither stays
     * itself, and what is sealed already stays as it is.
     */
    @SuppressWarnings("unchecked")
    public <T> T sealed(TenantId tenantId, T object) {
        if (!concerns(object.getClass())) {
            return object;
        }
        boolean[] inTheClear = {false};
        Map<DataSubjectId, Set<String>> people = new LinkedHashMap<>();
        Object unused = RecordShape.change(object, record -> {
            PersonalRecord personal = kindOf(record);
            if (!personal.isSealed(record)) {
                inTheClear[0] = true;
                if (!isNobody(personal, record)) {
                    people.computeIfAbsent(personal.subjectOf(record), subject -> new LinkedHashSet<>())
                            .addAll(wordsOf(personal, record));
                }
            }
            return record;
        });
        if (!inTheClear[0]) {
            return object;
        }
        Map<DataSubjectId, SubjectKey.Living> living = keys.forSealing(tenantId, people);
        return (T) RecordShape.change(object, record -> {
            PersonalRecord personal = kindOf(record);
            return personal.isSealed(record) ? record : personal.with(record, seal(tenantId, personal, record, living));
        });
    }

    /**
     * The same for what was stored in the clear, before there were seals. It belongs to the first key of its people; where that
     * was destroyed, nothing is sealed again, whoever came back since.
     */
    @SuppressWarnings("unchecked")
    public <T> T sealedAsStored(TenantId tenantId, T object) {
        if (!concerns(object.getClass())) {
            return object;
        }
        Set<DataSubjectId> inTheClear = new LinkedHashSet<>();
        Object unused = RecordShape.change(object, record -> {
            PersonalRecord personal = kindOf(record);
            if (!personal.isSealed(record)) {
                inTheClear.add(personal.subjectOf(record));
            }
            return record;
        });
        if (inTheClear.isEmpty()) {
            return object;
        }
        Map<DataSubjectId, KeyRing> rings = keys.forOpening(tenantId, inTheClear);
        return sealed(tenantId, (T) RecordShape.change(object, record -> {
            PersonalRecord personal = kindOf(record);
            return !personal.isSealed(record) && isErased(rings.get(personal.subjectOf(record)))
                    ? personal.with(record, nothingOf(personal))
                    : record;
        }));
    }

    private static boolean isNobody(PersonalRecord personal, Object record) {
        return personal.subjectOf(record).isGiven()
                && personal.personal().stream()
                        .allMatch(place -> personal.shape().get(record, place) == null);
    }

    private static boolean isErased(@Nullable KeyRing ring) {
        return ring != null
                && ring.generation(FIRST_KEY)
                        .filter(SubjectKey.Destroyed.class::isInstance)
                        .isPresent();
    }

    /** A seal of the first key that holds nothing at all. */
    private static Sealed nothingOf(PersonalRecord personal) {
        return asText(personal, FIRST_KEY, new byte[] {0});
    }

    private static Sealed asText(PersonalRecord personal, int generation, byte[] encrypted) {
        byte[] bytes = ByteBuffer.allocate(HEADER + encrypted.length)
                .put(FORMAT)
                .putInt(generation)
                .put(encrypted)
                .array();
        return new Sealed(personal.kind() + ":" + Base64.getEncoder().encodeToString(bytes));
    }

    private static PersonalRecord kindOf(Object record) {
        return Objects.requireNonNull(RecordShape.of(record.getClass()).personal());
    }

    private static Set<String> wordsOf(PersonalRecord personal, Object record) {
        Set<String> words = new LinkedHashSet<>();
        for (int place : personal.personal()) {
            @Nullable Object value = personal.shape().get(record, place);
            if (value != null) {
                words.addAll(BlindWords.of(value.toString()));
            }
        }
        return words;
    }

    private Sealed seal(
            TenantId tenantId, PersonalRecord personal, Object record, Map<DataSubjectId, SubjectKey.Living> living) {
        DataSubjectId subject = personal.subjectOf(record);
        SubjectKey.Living key =
                isNobody(personal, record) ? keys.ofNobody(tenantId) : Objects.requireNonNull(living.get(subject));
        ObjectNode content = json.createObjectNode();
        for (int place : personal.personal()) {
            @Nullable Object value = personal.shape().get(record, place);
            if (value != null) {
                content.set(personal.shape().names().get(place), json.valueToTree(value));
            }
        }
        try {
            byte[] encrypted = key.aead()
                    .encrypt(
                            filled(json.writeValueAsBytes(content)),
                            Context.of(personal.kind(), tenantId, subject, key.generation()));
            return asText(personal, key.generation(), encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("personal data cannot be sealed", e);
        }
    }

    private static byte[] filled(byte[] text) {
        byte[] filled = Arrays.copyOf(text, Math.ceilDiv(text.length, BLOCK) * BLOCK);
        Arrays.fill(filled, text.length, filled.length, (byte) ' ');
        return filled;
    }

    /**
     * The same with all seals in it opened, or with "erased" in their place. However many there are, the vault is asked once.
     *
     * @throws UnreadablePersonalData if a seal was changed or belongs elsewhere, or if a key was lost
     * @throws io.comptoir.platform.vault.VaultAway if the vault does not answer; nothing is known then
     */
    public JsonNode opened(TenantId tenantId, JsonNode tree) {
        List<ObjectNode> found = new ArrayList<>();
        collect(tree, found);
        if (!found.isEmpty()) {
            Set<DataSubjectId> subjects = new HashSet<>();
            found.stream()
                    .filter(node -> generationOf(node) != NOBODYS_KEY)
                    .forEach(node -> subjects.add(subjectOf(node)));
            Map<DataSubjectId, KeyRing> rings = keys.forOpening(tenantId, subjects);
            found.forEach(node -> open(tenantId, node, rings));
        }
        return tree;
    }

    /** The same record with the personal data in it in the clear. It must not be kept or logged. */
    public <T extends Record> T opened(TenantId tenantId, T record) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) record.getClass();
        return concerns(type) ? json.treeToValue(opened(tenantId, json.valueToTree(record)), type) : record;
    }

    private void collect(JsonNode node, List<ObjectNode> found) {
        if (node instanceof ObjectNode object && kindOf(object).isPresent()) {
            found.add(object);
        }
        node.forEach(child -> collect(child, found));
    }

    // Every object of every answer is asked.
    private Optional<PersonalRecord> kindOf(ObjectNode node) {
        for (PersonalRecord kind : kinds.values()) {
            @Nullable JsonNode sealed = node.get(kind.sealedName());
            if (sealed != null && sealed.isString() && kind.sealed(sealed.stringValue())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private DataSubjectId subjectOf(ObjectNode node) {
        return new DataSubjectId(
                node.path(kindOf(node).orElseThrow().subjectName()).asString());
    }

    private int generationOf(ObjectNode node) {
        return bytesOf(
                        subjectOf(node),
                        node.path(kindOf(node).orElseThrow().sealedName()).asString())
                .getInt();
    }

    private void open(TenantId tenantId, ObjectNode node, Map<DataSubjectId, KeyRing> rings) {
        PersonalRecord kind = kindOf(node).orElseThrow();
        Map<String, JsonNode> content = contentOf(tenantId, node, kind, rings);
        Map<String, JsonNode> before = new HashMap<>();
        node.properties().forEach(property -> before.put(property.getKey(), property.getValue()));
        before.remove(kind.sealedName());
        node.removeAll();
        // In the order of the record, as if it had never been sealed.
        for (String name : kind.shape().names()) {
            @Nullable JsonNode value = content.containsKey(name) ? content.get(name) : before.remove(name);
            if (value != null) {
                node.set(name, value);
            }
        }
        before.forEach(node::set);
    }

    private Map<String, JsonNode> contentOf(
            TenantId tenantId, ObjectNode node, PersonalRecord kind, Map<DataSubjectId, KeyRing> rings) {
        DataSubjectId subject = subjectOf(node);
        ByteBuffer bytes = bytesOf(subject, node.path(kind.sealedName()).asString());
        int generation = bytes.getInt();
        SubjectKey key =
                generation == NOBODYS_KEY ? keys.ofNobody(tenantId) : keyOf(tenantId, subject, generation, rings);
        return switch (key) {
            case SubjectKey.Destroyed destroyed -> erased(kind);
            case SubjectKey.Living living -> decrypted(tenantId, kind, subject, living, bytes);
        };
    }

    private static ByteBuffer bytesOf(DataSubjectId subject, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(new Sealed(text).content()));
            if (bytes.remaining() > HEADER && bytes.get() == FORMAT) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadablePersonalData(subject, "sealed data has lost its form", e);
        }
        throw new UnreadablePersonalData(subject, "sealed data has an unknown form");
    }

    /** Which key something was sealed with; only its form is looked at. */
    public static KeyName keyOf(DataSubjectId subject, Sealed sealed) {
        return new KeyName(subject, bytesOf(subject, sealed.text()).getInt());
    }

    private SubjectKey keyOf(
            TenantId tenantId, DataSubjectId subject, int generation, Map<DataSubjectId, KeyRing> rings) {
        Optional<SubjectKey> known =
                Optional.ofNullable(rings.get(subject)).flatMap(ring -> ring.generation(generation));
        if (known.isPresent()) {
            return known.get();
        }
        // Sealed with a key that is newer than what is remembered here.
        keys.forget(tenantId, subject);
        return Optional.ofNullable(keys.forOpening(tenantId, List.of(subject)).get(subject))
                .flatMap(ring -> ring.generation(generation))
                .orElseThrow(() -> new UnreadablePersonalData(
                        subject, "the vault knows no key " + generation + " of a data subject"));
    }

    private Map<String, JsonNode> erased(PersonalRecord kind) {
        Map<String, JsonNode> content = new HashMap<>();
        kind.personalNames().forEach(name -> content.put(name, json.stringNode(ERASED)));
        return content;
    }

    private Map<String, JsonNode> decrypted(
            TenantId tenantId,
            PersonalRecord kind,
            DataSubjectId subject,
            SubjectKey.Living key,
            ByteBuffer encrypted) {
        byte[] bytes = new byte[encrypted.remaining()];
        encrypted.get(bytes);
        try {
            JsonNode content = json.readTree(new String(
                    key.aead().decrypt(bytes, Context.of(kind.kind(), tenantId, subject, key.generation())), UTF_8));
            Map<String, JsonNode> values = new HashMap<>();
            kind.personalNames().forEach(name -> {
                if (content.has(name)) {
                    values.put(name, content.get(name));
                }
            });
            return values;
        } catch (GeneralSecurityException e) {
            throw new UnreadablePersonalData(subject, "sealed data was changed or belongs elsewhere", e);
        }
    }
}
