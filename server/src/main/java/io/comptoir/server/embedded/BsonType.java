package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * How the keys and values of a collection lie in the file: as BSON, in which they came. Left to itself the store serialises
 * Java objects, and compares two keys of an index by serialising both, which took most of the time of every write.
 */
final class BsonType extends BasicDataType<Object> {

    static final BsonType INSTANCE = new BsonType(List.of());

    private static final byte MISSING = 0;
    private static final byte INDEX_KEY = 1;
    private static final byte VALUE = 2;

    /** What an object costs in memory besides its content; the store only wants to know when its cache is full. */
    private static final int OBJECT_BYTES = 40;

    /** A snapshot writes thousands of documents one after another; each grows to the largest that its thread wrote. */
    private static final ThreadLocal<ByteBuf> BUFFERS = ThreadLocal.withInitial(() -> Unpooled.buffer(16 * 1_024));

    /** The parts of an index key that descend; what is not here ascends. */
    private final List<Boolean> descending;

    private BsonType(List<Boolean> descending) {
        this.descending = descending;
    }

    /** For the keys of an index, in the order in which it has them. */
    static BsonType inOrderOf(List<IndexKey> keys) {
        return new BsonType(keys.stream().map(key -> !key.isAscending()).toList());
    }

    @Override
    public void write(WriteBuffer file, Object object) {
        switch (object) {
            case Missing missing -> file.put(MISSING);
            case KeyValue key -> {
                file.put(INDEX_KEY).putVarInt(key.size());
                key.forEach(part -> write(file, Missing.ofNullable(part)));
            }
            default -> {
                byte type = BsonEncoder.determineType(object);
                ByteBuf bson = BUFFERS.get().clear();
                BsonEncoder.encodeValue(type, object, bson);
                file.put(VALUE).put(type).put(bson.array(), bson.arrayOffset(), bson.readableBytes());
            }
        }
    }

    @Override
    public Object read(ByteBuffer file) {
        byte kind = file.get();
        return switch (kind) {
            case MISSING -> Missing.getInstance();
            case INDEX_KEY -> indexKey(file);
            case VALUE -> value(file);
            default -> throw new IllegalStateException("the file holds something of the unknown kind " + kind);
        };
    }

    private KeyValue indexKey(ByteBuffer file) {
        int size = DataUtils.readVarInt(file);
        List<Object> parts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            parts.add(read(file));
        }
        return new KeyValue(parts);
    }

    private static Object value(ByteBuffer file) {
        byte type = file.get();
        ByteBuf bson = Unpooled.wrappedBuffer(file);
        Object value = Missing.ofNullable(BsonDecoder.decodeValue(type, bson));
        file.position(file.position() + bson.readerIndex());
        return value;
    }

    /** In MongoDB's order, the parts of an index key one after the other; one that ends sooner comes before what it begins. */
    @Override
    public int compare(Object one, Object other) {
        if (one instanceof KeyValue key && other instanceof KeyValue otherKey) {
            for (int part = 0; part < Math.min(key.size(), otherKey.size()); part++) {
                int order = comparePart(part, key.get(part), otherKey.get(part));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(key.size(), otherKey.size());
        }
        return compareValues(one, other);
    }

    /** As the part of an index key with this number. */
    int comparePart(int part, @Nullable Object one, @Nullable Object other) {
        int order = compareValues(one, other);
        return part < descending.size() && descending.get(part) ? -order : order;
    }

    /** In MongoDB's order. */
    static int compareValues(@Nullable Object one, @Nullable Object other) {
        return one instanceof String text && other instanceof String otherText
                ? text.compareTo(otherText)
                : ValueComparator.ascWithoutListHandling().compare(one, other);
    }

    @Override
    public int binarySearch(Object key, Object storage, int size, int initialGuess) {
        Object[] keys = (Object[]) storage;
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(keys[middle], key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    @Override
    public int getMemory(Object object) {
        return switch (object) {
            case String text -> OBJECT_BYTES + 2 * text.length();
            case Map<?, ?> document -> {
                int bytes = OBJECT_BYTES;
                for (Map.Entry<?, ?> field : document.entrySet()) {
                    bytes += OBJECT_BYTES + getMemory(Missing.ofNullable(field.getValue()));
                }
                yield bytes;
            }
            case Collection<?> list -> sum(list);
            case KeyValue key -> sum(key);
            default -> OBJECT_BYTES;
        };
    }

    private int sum(Iterable<?> parts) {
        int bytes = OBJECT_BYTES;
        for (Object part : parts) {
            bytes += getMemory(Missing.ofNullable(part));
        }
        return bytes;
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }
}
