package io.comptoir.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that wrap all other keys: a Tink keyset in a file that only its owner can read. The primary one wraps, the others
 * still unwrap what they wrapped. A key is named by its number, which is no secret; the keys themselves are shown nowhere.
 */
public final class EncryptionKeys {

    private static final int PREFIX_LENGTH = 5;
    private static final Configuration ALGORITHMS = algorithms();

    private final KeysetHandle keys;
    private final Aead aead;

    private EncryptionKeys(KeysetHandle keys) throws GeneralSecurityException {
        this.keys = keys;
        this.aead = keys.getPrimitive(ALGORITHMS, Aead.class);
    }

    private static Configuration algorithms() {
        try {
            AeadConfig.register();
            return RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    /** What a key wrapped, and the number of that key. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    record Wrapped(byte[] bytes, long keyId) {}

    /**
     * Reads the keys.
     *
     * @throws UnusableKeys if the file is no keyset
     */
    public static EncryptionKeys read(Path file) {
        try {
            return new EncryptionKeys(TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), ALGORITHMS, InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableKeys("The encryption keys in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Makes a first key and keeps it in a file that must not be there yet. */
    public static EncryptionKeys create(Path file) {
        try {
            KeysetHandle keys = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, ALGORITHMS);
            write(keys, file);
            return new EncryptionKeys(keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be made", e);
        }
    }

    /** The numbers of all keys. */
    public Set<Long> ids() {
        Set<Long> ids = new TreeSet<>();
        for (int i = 0; i < keys.size(); i++) {
            ids.add(Integer.toUnsignedLong(keys.getAt(i).getId()));
        }
        return ids;
    }

    /** The number of the key that wraps. */
    public long primary() {
        return Integer.toUnsignedLong(keys.getPrimary().getId());
    }

    /**
     * Adds a key that can unwrap but does not wrap yet, so that all nodes can be given it before one of them uses it.
     *
     * @return the number of the new key
     */
    public static long add(Path file) {
        EncryptionKeys before = read(file);
        try {
            KeysetHandle after = KeysetHandle.newBuilder(before.keys)
                    .setConfiguration(ALGORITHMS)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId())
                    .build();
            write(after, file);
            return Integer.toUnsignedLong(after.getAt(after.size() - 1).getId());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be made", e);
        }
    }

    /** Makes a key the one that wraps. */
    public static void promote(Path file, long id) {
        edit(file, id, (builder, index) -> builder.getAt(index).makePrimary());
    }

    /** Takes a key away. A vault that still needs it says so at the next start. */
    public static void remove(Path file, long id) {
        if (read(file).primary() == id) {
            throw new UnusableKeys("Encryption key " + id + " is the one that wraps. Promote another one first.");
        }
        edit(file, id, (builder, index) -> builder.deleteAt(index));
    }

    private interface Edit {
        Object apply(KeysetHandle.Builder builder, int index);
    }

    private static void edit(Path file, long id, Edit edit) {
        EncryptionKeys before = read(file);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < before.keys.size(); i++) {
            ids.add(Integer.toUnsignedLong(before.keys.getAt(i).getId()));
        }
        if (!ids.contains(id)) {
            throw new UnusableKeys("There is no encryption key " + id + " in " + file + ", only " + ids + ".");
        }
        try {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(before.keys).setConfiguration(ALGORITHMS);
            Object unused = edit.apply(builder, ids.indexOf(id));
            write(builder.build(), file);
        } catch (GeneralSecurityException e) {
            throw new UnusableKeys("The encryption keys cannot be changed: " + e.getMessage(), e);
        }
    }

    /** @param context what the secret is; it opens only for the same */
    Wrapped wrap(byte[] secret, String context) {
        try {
            return new Wrapped(aead.encrypt(secret, context.getBytes(UTF_8)), primary());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret cannot be wrapped", e);
        }
    }

    /** @throws UnusableKeys if the key that wrapped it is not here, or if it was wrapped for something else */
    byte[] unwrap(byte[] wrapped, String context) {
        long wrappedBy = keyOf(wrapped);
        if (!ids().contains(wrappedBy)) {
            throw new UnusableKeys("A secret is wrapped by encryption key " + wrappedBy + ", which is not here.");
        }
        try {
            return aead.decrypt(wrapped, context.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new UnusableKeys("A secret in the vault was changed or belongs elsewhere: " + context, e);
        }
    }

    /** Whether these keys open a secret as it lies in the vault. */
    public boolean opens(byte[] wrapped, String scope, String name) {
        try {
            byte[] unused = unwrap(wrapped, Secrets.context(scope, name));
            return true;
        } catch (UnusableKeys e) {
            return false;
        }
    }

    /** The number stands before what a key has encrypted. */
    private static long keyOf(byte[] wrapped) {
        return wrapped.length < PREFIX_LENGTH
                ? -1
                : Integer.toUnsignedLong(ByteBuffer.wrap(wrapped).getInt(1));
    }

    /** Replaces the file in one step: a crash leaves the old keys or the new ones. */
    private static void write(KeysetHandle keys, Path file) throws GeneralSecurityException {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.getAt(i).getStatus() != KeyStatus.ENABLED) {
                throw new GeneralSecurityException("key " + keys.getAt(i).getId() + " is not enabled");
            }
        }
        String text = TinkJsonProtoKeysetFormat.serializeKeyset(keys, ALGORITHMS, InsecureSecretKeyAccess.get());
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try {
            @Nullable Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.deleteIfExists(draft);
            try (FileChannel channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyForTheOwner(draft))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    int unused = channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnusableKeys("The encryption keys cannot be written to " + file + ": " + e, e);
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Keeps the keys out of logs. */
    @Override
    public String toString() {
        return "EncryptionKeys" + ids();
    }
}
