package io.comptoir.platform.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.comptoir.contract.Decision;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * The JSON of the contract: values of one component are that component, money is {@code {"amount":"12.50","currency":"GBP"}},
 * times are RFC 3339 in UTC. Events, documents and HTTP bodies all read the same way. What is written here is in every stored
 * event: it changes only with a revision of all of them.
 */
public final class ContractJson {

    /** A text from another node may name the language's types and no others; the default here is none at all. */
    private static final PolymorphicTypeValidator CONTRACT_TYPES_ONLY = BasicPolymorphicTypeValidator.builder()
            .allowIfSubType("io.comptoir.contract.")
            .build();

    private ContractJson() {}

    /** The mapper for events and documents: exact, without types or absent values in the text, deaf to unknown fields. */
    public static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder();
        configure(builder);
        return builder.build();
    }

    static void configure(JsonMapper.Builder builder) {
        builder.addModule(module())
                .polymorphicTypeValidator(CONTRACT_TYPES_ONLY)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                // A server that was rolled back must be able to read what a newer one wrote.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** The forms of the contract's values, for mappers with settings of their own. */
    public static JacksonModule module() {
        SimpleModule module = new SimpleModule("comptoir-contract");
        text(module, TenantId.class, TenantId::toString, TenantId::of);
        text(module, OrderId.class, OrderId::toString, OrderId::of);
        text(module, EffectId.class, EffectId::toString, EffectId::of);
        text(module, ImportId.class, ImportId::toString, ImportId::of);
        text(module, ApiKeyId.class, ApiKeyId::value, ApiKeyId::new);
        text(module, StreamId.class, StreamId::toString, StreamId::parse);
        text(module, Slug.class, Slug::value, Slug::new);
        text(module, Sku.class, Sku::value, Sku::new);
        text(module, Location.class, Location::value, Location::new);
        text(module, Channel.class, Channel::value, Channel::new);
        text(module, ExternalId.class, ExternalId::value, ExternalId::new);
        text(module, Country.class, Country::value, Country::new);
        text(module, Note.class, Note::value, Note::new);
        text(module, SubjectId.class, SubjectId::value, SubjectId::new);
        text(module, Role.class, Role::name, Role::new);
        text(module, Permission.class, Permission::wireName, Permission::of);
        text(module, DataSubjectId.class, DataSubjectId::value, DataSubjectId::new);
        text(module, Sealed.class, Sealed::text, Sealed::new);
        number(module, Quantity.class, Quantity::value, Quantity::new);
        number(module, StockDelta.class, StockDelta::value, StockDelta::new);
        module.addSerializer(Money.class, new MoneyWriter());
        module.addDeserializer(Money.class, new MoneyReader());
        module.setSerializerModifier(new NeverInTheClear());
        module.setMixInAnnotation(Decision.Accepted.class, AcceptedOnTheWire.class);
        module.setMixInAnnotation(Decision.Refused.class, RefusedOnTheWire.class);
        return module;
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                json.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) {
                return read.apply(json.getString());
            }
        });
    }

    private static <T> void number(SimpleModule module, Class<T> type, ToIntFunction<T> write, IntFunction<T> read) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                json.writeNumber(write.applyAsInt(value));
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) {
                return read.apply(json.getIntValue());
            }
        });
    }

    private static final class MoneyWriter extends ValueSerializer<Money> {
        @Override
        public void serialize(Money money, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeStringProperty("amount", money.amount());
            json.writeStringProperty("currency", money.currency().getCurrencyCode());
            json.writeEndObject();
        }
    }

    private static final class MoneyReader extends ValueDeserializer<Money> {
        private record Wire(String amount, String currency) {}

        @Override
        public Money deserialize(JsonParser json, DeserializationContext context) {
            Wire wire = context.readValue(json, Wire.class);
            return Money.of(wire.amount(), Money.currency(wire.currency()));
        }
    }

    // An answer that crosses between nodes must say which record it carries; events never need this, their type is
    // stored.
    @SuppressWarnings("UnusedMethod") // Jackson reads the annotations.
    private interface AcceptedOnTheWire {
        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
        Object outcome();
    }

    @SuppressWarnings("UnusedMethod")
    private interface RefusedOnTheWire {
        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
        Object rejection();
    }
}
