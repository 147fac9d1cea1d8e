package io.comptoir.projection.elasticsearch;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** What a mapping file says, to hold it against the class it is for: an index refuses every field it does not know. */
public final class Mapping {

    private Mapping() {}

    public static Collection<String> fieldsOf(Class<?> type, String file) {
        return JsonMapper.shared()
                .readTree(type.getResourceAsStream(file))
                .get("properties")
                .propertyNames();
    }

    public static List<String> componentsOf(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
