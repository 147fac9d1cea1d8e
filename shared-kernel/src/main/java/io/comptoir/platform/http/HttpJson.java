package io.comptoir.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.ContractJson;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON of requests and answers: the contract's values, lower-case words for closed sets, and no mercy for input: unknown
 * fields, a field given twice, text after the end, numbers for texts or times and fractions for whole numbers are refused.
 */
@Configuration(proxyBeanMethods = false)
class HttpJson {

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return json -> json.addModules(ContractJson.module(), wireNames())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(LogicalType.Textual, HttpJson::onlyText)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL));
    }

    private static void onlyText(MutableCoercionConfig texts) {
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static SimpleModule wireNames() {
        SimpleModule module = new SimpleModule("comptoir-wire-names");
        word(module, OrderStatus.class, HttpJson::lowerCase);
        word(module, ImportState.Status.class, HttpJson::lowerCase);
        word(module, Actor.Kind.class, HttpJson::lowerCase);
        word(module, ImportProfile.class, ImportProfile::wireName);
        word(module, EffectState.Status.class, HttpJson::lowerCase);
        word(module, EffectKind.class, EffectKind::wireName);
        // Whose it is, the caller knows; what it may be asked for is the name within the organization.
        word(module, StreamId.class, StreamId::localName);
        module.addDeserializer(Instant.class, new TimeInWords());
        return module;
    }

    /** A number could be seconds or milliseconds; nobody should have to find out from a wrong date. */
    private static final class TimeInWords extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            return json.hasToken(JsonToken.VALUE_STRING)
                    ? InstantDeserializer.INSTANT.deserialize(json, context)
                    : (Instant) context.handleUnexpectedToken(Instant.class, json);
        }
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <T> void word(SimpleModule module, Class<T> type, Function<T, String> name) {
        module.addSerializer(type, new ValueSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                json.writeString(name.apply(value));
            }
        });
    }
}
