package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.secret;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.openapi.ApiCredential;
import io.nexusmcp.openapi.ApiDocument;
import io.nexusmcp.openapi.ApiSettings;
import io.nexusmcp.openapi.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the keys of an HTTP API that an OpenAPI document describes, and the document. */
final class OpenApiReader {
    static final String KEY = "openapi";
    static final List<String> KEYS = List.of("credentials", "include", "exclude", "outputSchemas");
    private static final long MAX_DOCUMENT_BYTES = 64L << 20;
    private static final long MAX_SECRET_BYTES = 64L << 10;

    private final Section section;
    private final Map<String, Section> schemes = new HashMap<>();

    OpenApiReader(Section section) {
        this.section = section;
    }

    /** Empty without a document, and when something is wrong with it, which is told. */
    Optional<ServerSpec.OpenApi> read(HttpReader.Remote remote) {
        var written = section.optional(
                live(KEY, "The OpenAPI document, 3.0 or 3.1, JSON or YAML, of an API whose operations become tools."),
                Values.FILLED);
        var credentials = credentials();
        var include = section.list(
                live("include", "Operations that are offered: `operationId`, `METHOD /path` or `tag:NAME`, with `*`."),
                Values.FILLED,
                List.of());
        var exclude = section.list(
                live("exclude", "Operations that are not, written like those in `include`."), Values.FILLED, List.of());
        boolean declaresAnswers = section.value(
                live("outputSchemas", "Tools say what their operations answer; answers that break it are withheld."),
                Values.BOOL,
                true);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        var settings = new ApiSettings(remote.url(), credentials, remote.headers(), include, exclude, declaresAnswers);
        return document(section.reading().path(written.get()), settings, remote);
    }

    private Optional<ServerSpec.OpenApi> document(Path file, ApiSettings settings, HttpReader.Remote remote) {
        var text = content(file, MAX_DOCUMENT_BYTES, section, KEY);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean isYaml = ConfigReader.Format.of(file.toString())
                .filter(format -> format == ConfigReader.Format.JSON)
                .isEmpty();
        var reading = ApiDocument.read(text.get(), isYaml, settings);
        reading.findings().forEach(finding -> tell(finding, file));
        return reading.api().map(api -> new ServerSpec.OpenApi(api, remote.headers(), remote.authorities()));
    }

    private void tell(Finding finding, Path file) {
        switch (finding.place()) {
            case Finding.Place.Document(int line, int column) -> {
                var severity = finding.isError() ? Problem.Severity.ERROR : Problem.Severity.WARNING;
                var where = new Origin.File(file.toString(), line, column);
                section.reading().problems.add(new Problem(severity, where, "", finding.what(), finding.mend()));
            }
            case Finding.Place.Settings(var key) -> {
                var scheme = schemes.get(key);
                if (scheme == null) {
                    section.problem(key, finding.what(), finding.mend());
                } else {
                    scheme.problem("", finding.what(), finding.mend());
                }
            }
        }
    }

    private Map<String, ApiCredential> credentials() {
        var all = section.named(
                live("credentials", "What the hub shows to the API, by the names of the document's security schemes."),
                "SCHEME");
        var credentials = new LinkedHashMap<String, ApiCredential>();
        for (var name : all.names()) {
            var scheme = all.section(live(name, "One security scheme."));
            schemes.put("credentials." + name, scheme);
            credential(scheme).ifPresent(credential -> credentials.put(name, credential));
        }
        return credentials;
    }

    private static Optional<ApiCredential> credential(Section scheme) {
        var value = scheme.optional(secret("value", "The key, token or password."), Values.SECRET);
        var file = scheme.optional(live("file", "File with the key, token or password."), Values.FILLED);
        var username = scheme.optional(live("username", "Name of the user, for HTTP basic."), Values.FILLED);
        if (scheme.has("value") == scheme.has("file")) {
            scheme.problem(
                    "", scheme.has("value") ? "has both value and file" : "has neither value nor file", "give one");
            return Optional.empty();
        }
        var secret = value.isPresent() ? value : file.flatMap(name -> secretOf(name, scheme));
        return secret.map(known -> new ApiCredential(username, known));
    }

    private static Optional<Secret> secretOf(String file, Section scheme) {
        var text = content(scheme.reading().path(file), MAX_SECRET_BYTES, scheme, "file")
                .map(String::strip);
        if (text.filter(String::isEmpty).isPresent()) {
            scheme.problem("file", "names an empty file", "");
        }
        return text.filter(known -> !known.isEmpty()).map(Secret::new);
    }

    /** The text of a file, which the configuration then depends on; empty when it cannot be had, which is told. */
    private static Optional<String> content(Path file, long maxBytes, Section section, String key) {
        section.reading().dependsOn(file);
        try {
            if (Files.size(file) > maxBytes) {
                section.problem(key, "names a file of more than " + Measures.show(maxBytes), "");
                return Optional.empty();
            }
            var bytes = Files.readAllBytes(file);
            section.reading().includes(file, Digests.sha256Hex(bytes));
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException _) {
            section.problem(key, "names a file that is not UTF-8", "");
        } catch (IOException _) {
            section.problem(key, "names a file that cannot be read", "relative paths start from this file's folder");
        }
        return Optional.empty();
    }
}
