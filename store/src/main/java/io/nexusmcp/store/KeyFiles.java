package io.nexusmcp.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Random keys of 32 bytes, each in a private file of its own named {@code PURPOSE-NUMBER.key}. */
final class KeyFiles {
    private static final int KEY_BYTES = 32;
    private static final Pattern PURPOSE = Pattern.compile("[a-z]{1,20}");
    private static final Pattern NAME = Pattern.compile("([a-z]{1,20})-(\\d{1,6})\\.key");

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    KeyFiles(Path directory) {
        this.directory = directory;
    }

    SequencedMap<String, byte[]> readOrCreate(String purpose) {
        var known = read(purpose);
        return known.isEmpty() ? add(purpose) : known;
    }

    /** By name, newest first; what others could have read or written is refused. */
    SequencedMap<String, byte[]> read(String purpose) {
        try {
            var keys = new LinkedHashMap<String, byte[]>();
            for (var file : files(purpose).values()) {
                PrivateFiles.check(file);
                var name = String.valueOf(file.getFileName());
                keys.put(name.substring(0, name.lastIndexOf('.')), key(file));
            }
            return keys;
        } catch (IOException e) {
            throw new StoreException("the keys in " + directory + " cannot be read", e);
        }
    }

    /** Of several that add the first at once, all get the same. */
    SequencedMap<String, byte[]> add(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("a purpose is 1 to 20 small letters");
        }
        try {
            PrivateFiles.createDirectory(directory);
            PrivateFiles.check(directory);
            int newest = Optional.ofNullable(files(purpose).firstEntry())
                    .map(Map.Entry::getKey)
                    .orElse(0);
            var key = new byte[KEY_BYTES];
            random.nextBytes(key);
            var file = directory.resolve(purpose + "-" + (newest + 1) + ".key");
            PrivateFiles.writeOnce(file, HexFormat.of().formatHex(key) + "\n");
        } catch (IOException e) {
            throw new StoreException("a key in " + directory + " cannot be made", e);
        }
        return read(purpose);
    }

    /** Highest number first. */
    private SequencedMap<Integer, Path> files(String purpose) throws IOException {
        var files = new TreeMap<Integer, Path>(Comparator.reverseOrder());
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (var all = Files.list(directory)) {
            all.forEach(file -> {
                var name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && name.group(1).equals(purpose)) {
                    files.put(Integer.valueOf(name.group(2)), file);
                }
            });
        }
        return files;
    }

    private static byte[] key(Path file) throws IOException {
        var text = Files.readString(file, UTF_8).strip();
        if (!text.matches("[0-9a-f]{64}")) {
            throw new StoreException(file + " does not hold a key: 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text);
    }
}
