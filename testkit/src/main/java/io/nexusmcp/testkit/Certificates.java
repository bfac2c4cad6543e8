package io.nexusmcp.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority for tests, made by the JDK's keytool, and servers that it vouches for. */
public final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final Path bundle;

    /** Makes an authority and keeps its files in a folder. */
    public Certificates(Path folder) {
        this.store = folder.resolve("keys.p12");
        this.bundle = folder.resolve("ca.pem");
        genkeypair("ca", "-ext", "bc:c", "-validity", "2");
        try {
            var encoded = load().getCertificate("ca").getEncoded();
            Files.writeString(bundle, pem("CERTIFICATE", encoded));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate as PEM. */
    public Path bundle() {
        return bundle;
    }

    /** Writes a server's chain and its key as PEM, for programs that take files. */
    public void export(String name, Path chain, Path key) {
        var alias = "server" + System.nanoTime();
        genkeypair(alias, "-signer", "ca", "-ext", "san=dns:" + name, "-validity", "2");
        try {
            var keys = load();
            var certificates = new StringBuilder();
            for (var certificate : keys.getCertificateChain(alias)) {
                certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            Files.writeString(chain, certificates);
            Files.writeString(
                    key,
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    /** A listener on loopback whose certificate is for one DNS name, for some days from a date as keytool takes it. */
    public ServerSocket listener(String name, String startDate, int days) {
        var alias = "server" + System.nanoTime();
        genkeypair(
                alias,
                "-signer",
                "ca",
                "-ext",
                "san=dns:" + name,
                "-startdate",
                startDate,
                "-validity",
                Integer.toString(days));
        try {
            var keys = load();
            var one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(
                    "server",
                    keys.getKey(alias, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    keys.getCertificateChain(alias));
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(one, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private void genkeypair(String alias, String... more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
