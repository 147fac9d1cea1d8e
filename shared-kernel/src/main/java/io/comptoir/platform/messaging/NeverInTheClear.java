package io.comptoir.platform.messaging;

import io.comptoir.contract.PersonalData;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Refuses to write personal data that is not sealed. Everything that is stored, sent or answered is written by a mapper with
 * this, so that a forgotten seal is a failure at once and never a name in a store.
 */
final class NeverInTheClear extends ValueSerializerModifier {

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
        Class<?> type = description.getBeanClass();
        if (!type.isRecord()) {
            return properties;
        }
        Set<String> personal = Arrays.stream(type.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(PersonalData.class))
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        return personal.isEmpty()
                ? properties
                : properties.stream()
                        .map(property -> personal.contains(property.getName()) ? new Guarded(property) : property)
                        .toList();
    }

    private static final class Guarded extends BeanPropertyWriter {

        Guarded(BeanPropertyWriter property) {
            super(property);
        }

        @Override
        public void serializeAsProperty(Object record, JsonGenerator json, SerializationContext context)
                throws Exception {
            if (get(record) != null) {
                throw new IllegalStateException("personal data must be sealed before it is written: "
                        + record.getClass().getSimpleName() + "." + getName());
            }
            super.serializeAsProperty(record, json, context);
        }
    }
}
