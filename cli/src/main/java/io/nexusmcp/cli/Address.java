package io.nexusmcp.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/** Where the hub is and which key opens it: options first, then the environment, then the data directory. */
final class Address {
    private static final int DEFAULT_PORT = 3001;
    private static final String ADMIN_KEY = "admin-key";
    private static final int MAX_KEY_FILE_BYTES = 4_096;
    private static final Set<PosixFilePermission> OPEN = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the admin API; else that of --data, else NEXUS_ADMIN_URL.")
    private @Nullable URI url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the admin key; else NEXUS_ADMIN_KEY, else DIR/admin-key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the hub, where its ports are written.")
    private @Nullable Path data;

    @Option(names = "--insecure-plaintext", description = "Send the key over plain HTTP to another machine.")
    private boolean insecurePlaintext;

    Optional<Path> data() {
        return Optional.ofNullable(data);
    }

    URI url(Shell shell) {
        var found = url != null ? url : implied(shell);
        boolean isHttp = "http".equals(found.getScheme()) || "https".equals(found.getScheme());
        if (!isHttp || found.getHost() == null || found.getRawUserInfo() != null) {
            throw new CliProblem(
                    ExitCode.USAGE, "The address of the hub is not usable.", "Write it as http://127.0.0.1:3001.");
        }
        if (found.getScheme().equals("http") && !isLoopback(found) && !insecurePlaintext) {
            throw new CliProblem(
                    ExitCode.USAGE,
                    "The key would travel unencrypted to another machine.",
                    "Use https, or say --insecure-plaintext if the network in between is yours.");
        }
        return found;
    }

    private URI implied(Shell shell) {
        if (data != null) {
            return local(adminPort(data)
                    .orElseThrow(() -> new CliProblem(
                            ExitCode.UNREACHABLE,
                            "No hub has written its ports to " + data + ".",
                            "Start one: nexus serve --data " + data)));
        }
        var fromEnvironment = shell.environment().getOrDefault("NEXUS_ADMIN_URL", "");
        if (!fromEnvironment.isEmpty()) {
            try {
                return URI.create(fromEnvironment);
            } catch (IllegalArgumentException _) {
                throw new CliProblem(
                        ExitCode.USAGE, "NEXUS_ADMIN_URL is no address.", "Write it as http://127.0.0.1:3001.");
            }
        }
        var directory = shell.defaultDataDirectory();
        return local(adminPort(directory).orElseGet(() -> usualPort(shell, directory)));
    }

    /** A port that no hub has named may be anybody's, so the key of the data directory is not shown to it. */
    private int usualPort(Shell shell, Path directory) {
        if (!hasOwnKey(shell) && Files.exists(directory.resolve(ADMIN_KEY))) {
            throw new CliProblem(
                    ExitCode.UNREACHABLE,
                    "No hub has written its ports to " + directory + ".",
                    "Start one: nexus serve. Another one: --url URL or --data DIR.");
        }
        return DEFAULT_PORT;
    }

    private boolean hasOwnKey(Shell shell) {
        return keyFile != null
                || !shell.environment().getOrDefault("NEXUS_ADMIN_KEY", "").isEmpty();
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Optional<Integer> adminPort(Path directory) {
        var file = directory.resolve("ports.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        requireHolder(directory.resolve("holder.json"));
        try {
            int port = Json.parse(Files.readString(file)).path("admin").asInt(0);
            if (port > 0) {
                return Optional.of(port);
            }
        } catch (IOException | JacksonException _) {
            // said below, in the same words as a file without a port
        }
        throw new CliProblem(
                ExitCode.UNREACHABLE, file + " does not say a port.", "Start the hub again, or give --url.");
    }

    /** The ports that a killed hub leaves behind may be another user's by now, who would be shown the key. */
    private static void requireHolder(Path holder) {
        try {
            if (!Files.exists(holder) || isOfItsOwner(holder)) {
                return;
            }
        } catch (IOException | JacksonException _) {
            // said below, in the same words as a holder that is gone
        }
        throw new CliProblem(
                ExitCode.UNREACHABLE,
                "The hub that wrote " + holder.resolveSibling("ports.json") + " no longer runs.",
                "Start it again, or give --url.");
    }

    private static boolean isOfItsOwner(Path holder) throws IOException {
        var owner = Files.getOwner(holder).getName();
        var process = ProcessHandle.of(
                        Json.parse(Files.readString(holder)).path("pid").asLong(0))
                .filter(ProcessHandle::isAlive);
        return process.isPresent()
                && process.get().info().user().map(owner::equals).orElse(true);
    }

    String key(Shell shell) {
        if (keyFile != null) {
            return read(keyFile, shell);
        }
        var fromEnvironment = shell.environment().getOrDefault("NEXUS_ADMIN_KEY", "");
        if (!fromEnvironment.isEmpty()) {
            return checked(fromEnvironment, "NEXUS_ADMIN_KEY");
        }
        var file =
                Optional.ofNullable(data).orElseGet(shell::defaultDataDirectory).resolve(ADMIN_KEY);
        // The first key works on this machine only, so it is shown to no other.
        if (isLoopback(url(shell)) && Files.exists(file)) {
            return read(file, shell);
        }
        throw new CliProblem(
                ExitCode.NOT_AUTHORIZED,
                "There is no admin key.",
                "Set NEXUS_ADMIN_KEY, or give --key-file FILE or --data DIR of the hub.");
    }

    private static String read(Path file, Shell shell) {
        try {
            if (Files.size(file) > MAX_KEY_FILE_BYTES) {
                throw new CliProblem(ExitCode.USAGE, file + " is no key file.", "It holds one key and nothing else.");
            }
            warnIfOpen(file, shell);
            return checked(Files.readString(file).strip(), file.toString());
        } catch (IOException _) {
            throw new CliProblem(
                    ExitCode.NOT_AUTHORIZED,
                    "The key file " + file + " cannot be read.",
                    "Check that it exists and is yours, or set NEXUS_ADMIN_KEY.");
        }
    }

    private static void warnIfOpen(Path file, Shell shell) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OPEN::contains)) {
            shell.warn("others on this machine can read the key file " + file + "; run: chmod 600 " + file);
        }
    }

    private static String checked(String key, String source) {
        boolean isPlain = !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c <= '~');
        if (!isPlain) {
            throw new CliProblem(ExitCode.USAGE, source + " holds no key.", "A key is one word, such as nxk_….");
        }
        return key;
    }

    private static boolean isLoopback(URI address) {
        var host = address.getHost().replace("[", "").replace("]", "");
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
