package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are OpenAPI documents. */
class OpenApiTest {
    private static final String DOCUMENT = """
        openapi: 3.0.3
        info: {title: Pets, version: '1'}
        servers: [{url: https://pets.example.com/v1}]
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            login: {type: http, scheme: basic}
        paths:
          /pets: {get: {operationId: listPets, security: [{key: []}]}}
          /users: {get: {operationId: listUsers, security: [{login: []}]}}
          /version: {get: {operationId: version}}
        """;

    @TempDir
    private Path directory;

    @BeforeEach
    void document() throws IOException {
        Files.writeString(directory.resolve("pets.yaml"), DOCUMENT);
    }

    private Written pets(String members) {
        return Written.yaml(directory, "mcpServers:\n  pets:\n    openapi: pets.yaml\n" + members.indent(4));
    }

    private static ServerSpec.OpenApi api(Written written) {
        return (ServerSpec.OpenApi)
                written.load().config().servers().getFirst().spec().address();
    }

    private static List<String> tools(ServerSpec.OpenApi api) {
        return api.api().tools().stream()
                .map(tool -> tool.string("name").orElseThrow())
                .toList();
    }

    @Test
    void document_becomesAServer() {
        var written = pets("type: openapi\nheaders: {X-Tenant: acme}\ncredentials: {key: {value: '${KEY}'}}\n")
                .withEnvironment(Map.of("KEY", "s3cr3t"));
        var api = api(written);

        assertThat(api.api().base()).isEqualTo(URI.create("https://pets.example.com/v1"));
        assertThat(api.headers()).isEqualTo(Map.of("X-Tenant", new Secret("acme")));
        assertThat(tools(api)).containsExactly("listPets", "version");
        assertThat(written.load().files()).contains(directory.resolve("pets.yaml"));
        assertThat(written.warnings())
                .containsExactly(directory.resolve("pets.yaml").toString().replace(written.file() + ":", "")
                        + ":10:17: GET /users is left out: it needs a credential of login");
        assertThat(written.load().origins().settings())
                .noneMatch(setting -> setting.value().contains("s3cr3t"));
    }

    @Test
    void credentials_comeFromFilesAsWell() throws IOException {
        var file = Files.writeString(directory.resolve("key"), "s3cr3t\n");
        var written = pets("credentials: {key: {file: key}, login: {username: ana, file: key}}\n");

        assertThat(tools(api(written))).containsExactly("listPets", "listUsers", "version");
        assertThat(written.load().files()).contains(file);
    }

    @Test
    void url_isWhereTheOperatorSaysItIs() {
        assertThat(api(pets("url: http://localhost:8080/\ninclude: [version]\n"))
                        .api()
                        .base())
                .isEqualTo(URI.create("http://localhost:8080/"));
    }

    @Test
    void problems_ofFileAndDocument_areToldTogether() throws IOException {
        Files.writeString(
                directory.resolve("pets.yaml"), DOCUMENT + "  bad: {get: {parameters: [{$ref: 'x.yaml'}]}}\n");
        var written = pets("""
            era: modern
            cwd: .
            include: [none]
            credentials:
              key: {}
              other: {value: s3cr3t}
              login: {value: s3cr3t, username: a, colour: red}
            """);

        assertThat(written.problems())
                .containsExactlyInAnyOrder(
                        "4:10: mcpServers.pets.era: has no meaning with openapi; remove it",
                        "5:10: mcpServers.pets.cwd: has no meaning with openapi; remove it",
                        "6:14: mcpServers.pets.include: has none, which fits no operation; write an operationId,"
                                + " METHOD /path or tag:NAME, with * for any text",
                        "8:12: mcpServers.pets.credentials.key: has neither value nor file; give one",
                        "9:14: mcpServers.pets.credentials.other: is no security scheme of the document; it has key,"
                                + " login",
                        "10:43: mcpServers.pets.credentials.login.colour: unknown key; known here: file, username,"
                                + " value",
                        directory.resolve("pets.yaml") + ":12:35: refers to something outside of the document, which is"
                                + " never fetched or read; put what it refers to into the document, as bundling tools"
                                + " do");
    }

    @Test
    void keysOfAnApi_haveNoMeaningWithoutADocument() {
        assertThat(Written.yaml(directory, "mcpServers: {a: {url: 'http://x/', include: [b], outputSchemas: false}}\n")
                        .problems())
                .containsExactly(
                        "1:45: mcpServers.a.include: has no meaning with url; remove it",
                        "1:65: mcpServers.a.outputSchemas: has no meaning with url; remove it");
        assertThat(Written.yaml(directory, "mcpServers: {a: {command: x, openapi: pets.yaml}}\n")
                        .problems())
                .containsExactly("1:17: mcpServers.a: has both command and openapi; give one");
    }

    @Test
    void document_thatChanges_makesAnotherConfiguration() throws IOException {
        var live = LiveConfig.load(Optional.of(pets("").file()), Map.of(), Map.of());
        assertThat(live.reload(_ -> {})).isInstanceOf(LiveConfig.Reload.Unchanged.class);

        Files.writeString(directory.resolve("pets.yaml"), DOCUMENT + "  /more: {get: {operationId: more}}\n");
        assertThat(live.reload(_ -> {}))
                .isInstanceOfSatisfying(
                        LiveConfig.Reload.Replaced.class,
                        replaced -> assertThat(replaced.loaded().config().servers())
                                .extracting(server ->
                                        tools((ServerSpec.OpenApi) server.spec().address()))
                                .containsExactly(List.of("version", "more")));

        Files.writeString(directory.resolve("pets.yaml"), "openapi: 2\n");
        assertThat(live.reload(_ -> {})).isInstanceOf(LiveConfig.Reload.Refused.class);
    }
}
