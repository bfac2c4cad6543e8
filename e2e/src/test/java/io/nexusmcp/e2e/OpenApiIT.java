package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** An HTTP API behind an OpenAPI document goes through everything that an MCP server goes through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "k3y+of/the=hub-0123456789";
    private static final String ENCODED_KEY = "k3y%2Bof%2Fthe%3Dhub-0123456789";
    private static final String DOCUMENT = """
        openapi: 3.0.3
        info: {title: Pets, version: '1'}
        security: [{key: []}]
        paths:
          /pets:
            get:
              operationId: listPets
              summary: All pets
              parameters:
                - {name: limit, in: query, schema: {type: integer, maximum: 100}}
                - {name: X-Trace, in: header, schema: {type: string}}
              responses:
                '200':
                  content:
                    application/json:
                      schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
            post:
              operationId: addPet
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
              responses: {'201': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
          /pets/{name}:
            get:
              operationId: getPet
              parameters: [{name: name, in: path, required: true, schema: {type: string}}]
              responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
          /photo: {get: {operationId: photo}}
          /slow: {get: {operationId: slow}}
          /endless: {get: {operationId: endless}}
          /echo: {get: {operationId: echo}}
          /moved: {get: {operationId: moved}}
        components:
          securitySchemes:
            key: {type: apiKey, in: query, name: api_key}
          schemas:
            Pet:
              type: object
              required: [id, name]
              properties:
                id: {type: integer, readOnly: true}
                name: {type: string}
                parent: {$ref: '#/components/schemas/Pet'}
        """;

    private final ApiServer api = ApiServer.start();
    private final ApiServer elsewhere = ApiServer.start();
    private Path folder = Path.of("");
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        folder = given;
        Files.writeString(given.resolve("pets.yaml"), DOCUMENT);
        api.answer("/v1/pets", 200, "application/json", "[{\"id\":1,\"name\":\"Rex\"}]")
                .answer("/v1/pets/Rex", 200, "application/json", "{\"id\":1,\"name\":\"Rex\"}")
                .answer("/v1/pets/Odd", 200, "application/json", "{\"name\":\"Odd\"}")
                .answer(
                        "/v1/pets/Tell",
                        200,
                        "application/json",
                        "{\"id\":2,\"name\":\"sk-ant-api03-" + "x".repeat(95) + "\"}")
                .answer("/v1/pets/Nobody", 404, "application/json", "{\"message\":\"no such pet\"}")
                .answer("/v1/photo", 200, "image/png", new byte[] {1, 2, 3})
                .answer("/v1/moved", 302, "text/plain", "", "Location", elsewhere.uri() + "/v1/moved")
                .answer("/v1/echo", 200, "text/plain", "you sent api_key=" + ENCODED_KEY)
                .answerNever("/v1/slow")
                .answerWithoutEnd("/v1/endless");
        var setup = new HubSetup().variable("PETS_KEY", KEY);
        setup.root()
                .withObject("/mcpServers/pets")
                .put("openapi", "pets.yaml")
                .put("url", api.uri() + "/v1")
                .put("timeout", 2_000)
                .withObject("/credentials/key")
                .put("value", "${PETS_KEY}");
        setup.root().withObject("/limits").put("maxResponseBytes", "1MB");
        hub = HubProcess.start(setup, given).awaitServer("pets");
    }

    @AfterAll
    void stop() {
        assertThat(hub.log()).as("the credential in the log").doesNotContain(KEY, ENCODED_KEY);
        assertThat(new Trail(hub.data()).text())
                .as("the credential in the audit log")
                .doesNotContain(KEY, ENCODED_KEY);
        hub.close();
        api.close();
        elsewhere.close();
    }

    private Peer modern() {
        return Peer.modern(hub.mcp("pets"), hub.adminKey());
    }

    private JsonNode result(String tool, String arguments) {
        return modern().call(tool, arguments).json().path("result");
    }

    private static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asString("");
    }

    @Test
    void operations_areToolsForClientsOfEveryRevision() {
        for (var peer : List.of(
                modern(),
                Peer.legacy(hub.mcp("pets"), hub.adminKey()),
                Peer.legacy(hub.mcp("pets"), hub.adminKey(), "2025-03-26"))) {
            var tools = peer.ask("tools/list", "").json().path("result").path("tools");
            assertThat(tools.values().stream().map(tool -> tool.path("name").stringValue()))
                    .containsExactly("listPets", "addPet", "getPet", "photo", "slow", "endless", "echo", "moved");
            assertThat(tools.path(0).path("inputSchema").path("properties").propertyNames())
                    .containsExactly("limit", "X-Trace");
            var answer = peer.call("getPet", "{\"name\":\"Rex\"}").json().path("result");
            assertThat(text(answer)).isEqualTo("{\"id\":1,\"name\":\"Rex\"}");
            assertThat(answer.path("structuredContent").path("id").asInt(1)).isEqualTo(1);
        }
        assertThat(result("listPets", "{}")
                        .path("structuredContent")
                        .path(0)
                        .path("name")
                        .asString(""))
                .isEqualTo("Rex");
        var legacy = Peer.legacy(hub.mcp("pets"), hub.adminKey())
                .call("listPets", "{}")
                .json()
                .path("result");
        assertThat(legacy.path("structuredContent").isObject()).isTrue();
    }

    @Test
    void call_onTheFederatedEndpoint_isSentWithTheCredential() {
        var answer = Peer.modern(hub.mcp(""), hub.adminKey()).call("pets__listPets", "{\"limit\":5,\"X-Trace\":\"t\"}");

        assertThat(answer.message()).contains("Rex");
        assertThat(api.last().target()).isEqualTo("/v1/pets?limit=5&api_key=" + ENCODED_KEY);
        assertThat(api.last().headers()).containsEntry("X-Trace", List.of("t"));
        assertThat(api.last().headers().keySet()).doesNotContain("Authorization");
    }

    @Test
    void body_isSentAsJson_withoutWhatIsReadOnly() {
        api.answer("/v1/pets", 200, "application/json", "{\"id\":3,\"name\":\"Pip\"}");
        try {
            assertThat(text(result("addPet", "{\"body\":{\"name\":\"Pip\",\"parent\":{\"name\":\"Rex\"}}}")))
                    .contains("Pip");
            assertThat(api.last().body()).isEqualTo("{\"name\":\"Pip\",\"parent\":{\"name\":\"Rex\"}}");
        } finally {
            api.answer("/v1/pets", 200, "application/json", "[{\"id\":1,\"name\":\"Rex\"}]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listPets|{\"limit\":500}|$.limit",
                "listPets|{\"api_key\":\"mine\"}|$.api_key",
                "listPets|{\"X-Trace\":\"a\\r\\nX-Admin: 1\"}|$.X-Trace",
                "getPet|{}|$.name",
                "getPet|{\"name\":\"../admin\"}|$.name",
                "getPet|{\"name\":\"%252e%252e%252fadmin\"}|$.name",
                "getPet|{\"name\":\"..\"}|$.name",
                "getPet|{\"name\":\"\"}|$.name",
                "addPet|{\"body\":{\"id\":1}}|$.body"
            })
    void arguments_thatBreakARule_reachNoApi(String call) {
        var parts = call.split("\\|");
        int before = api.requests().size();
        var refused = result(parts[0], parts[1]);

        assertThat(refused.path("isError").asBoolean(false)).as(call).isTrue();
        assertThat(text(refused)).contains("Invalid arguments at " + parts[2]).doesNotContain("admin");
        assertThat(api.requests()).hasSize(before);
    }

    @Test
    void argument_staysInItsPlace() {
        result("getPet", "{\"name\":\"a/b?c=d&e#f;g\"}");
        assertThat(api.last().target()).isEqualTo("/v1/pets/a%2Fb%3Fc%3Dd%26e%23f%3Bg?api_key=" + ENCODED_KEY);
    }

    @Test
    void errorOfTheApi_isAResultThatSaysSo() {
        var result = result("getPet", "{\"name\":\"Nobody\"}");

        assertThat(result.path("isError").asBoolean(false)).isTrue();
        assertThat(text(result)).isEqualTo("HTTP 404\n{\"message\":\"no such pet\"}");
    }

    @Test
    void answers_passTheGuardsThatAllAnswersPass() {
        assertThat(modern().call("getPet", "{\"name\":\"Odd\"}").message()).contains("withheld");
        assertThat(modern().call("getPet", "{\"name\":\"Tell\"}").message()).doesNotContain("sk-ant-api03-xxx");
        assertThat(modern().call("echo", "{}").message()).contains("withheld").doesNotContain(KEY, ENCODED_KEY);
        assertThat(result("photo", "{}").path("content").path(0).path("data").asString(""))
                .isEqualTo("AQID");
    }

    @Test
    void redirect_isNotFollowed() {
        assertThat(text(result("moved", "{}"))).startsWith("HTTP 302");
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void answer_thatIsSlowOrHuge_isAnIncident() {
        assertThat(modern().call("slow", "{}").errorCode()).isEqualTo(-32603);
        assertThat(modern().call("endless", "{}").errorCode()).isEqualTo(-32603);
    }

    @Test
    void caller_mayCallWhatItIsPermitted() {
        var ana = new Operator(hub).user("ana", "execute:tools/pets/listPets");
        var peer = Peer.modern(hub.mcp("pets"), ana.secret());

        assertThat(peer.ask("tools/list", "")
                        .json()
                        .path("result")
                        .path("tools")
                        .values())
                .hasSize(1);
        assertThat(peer.call("listPets", "{}").message()).contains("Rex");
        assertThat(peer.call("getPet", "{\"name\":\"Rex\"}").errorCode()).isEqualTo(-32602);
        assertThat(new Trail(hub.data()).events())
                .anyMatch(event -> event.path("target").asString("").equals("getPet")
                        && event.path("outcome").asString("").equals("denied"));
    }

    @Test
    void credential_isShownNowhere() {
        var shown = new Operator(hub).send("GET", "/api/v1/servers", "") + " "
                + new Operator(hub).send("GET", "/api/v1/config", "");

        assertThat(shown).contains("openapi").doesNotContain(KEY, ENCODED_KEY);
        assertThat(modern().ask("tools/list", "").message()).doesNotContain(KEY, ENCODED_KEY, "api_key");
    }

    @Test
    void document_thatChanges_isTakenUp_andABrokenOneIsNot() throws IOException {
        Files.writeString(folder.resolve("pets.yaml"), DOCUMENT.replace("operationId: photo", "operationId: picture"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(modern().ask("tools/list", "").message())
                        .contains("\"picture\"")
                        .doesNotContain("\"photo\""));
        Files.writeString(
                folder.resolve("pets.yaml"), DOCUMENT.replace("'#/components/schemas/Pet'", "'http://x/Pet'"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(hub.log()).contains("refers to something outside"));
        assertThat(text(result("getPet", "{\"name\":\"Rex\"}"))).contains("Rex");
        Files.writeString(folder.resolve("pets.yaml"), DOCUMENT);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(modern().ask("tools/list", "").message()).contains("\"photo\""));
    }

    /** {@code RemoteReference}: the hub does not start, and says where it stands. */
    @Test
    void document_thatRefersElsewhere_stopsTheStart(@TempDir Path other) throws IOException {
        Files.writeString(
                other.resolve("pets.yaml"),
                DOCUMENT.replace(
                        "items: {$ref: '#/components/schemas/Pet'}", "items: {$ref: '" + elsewhere.uri() + "'}"));
        var config = Files.writeString(
                other.resolve("nexus.json"),
                "{\"mcpServers\":{\"pets\":{\"openapi\":\"pets.yaml\",\"url\":\"" + api.uri() + "\"}}}");
        var run = Program.run(
                HubProcess.command(
                        "serve",
                        "--config",
                        config.toString(),
                        "--data",
                        other.resolve("data").toString()),
                Map.of(),
                other,
                PATIENCE);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out() + run.err())
                .contains(other.resolve("pets.yaml") + ":16:51: refers to something outside of the document");
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void module_isNotLoadedWhereNoServerHasADocument(@TempDir Path other) throws IOException {
        var config = Files.writeString(
                other.resolve("nexus.json"), "{\"mcpServers\":{\"far\":{\"url\":\"http://localhost:1/\"}}}");
        var command = new ArrayList<>(HubProcess.command("config", "check", "--config", config.toString()));
        command.add(1, "-Xlog:class+load:file=" + other.resolve("classes.log"));

        assertThat(Program.run(command, Map.of(), other, PATIENCE).exit()).isZero();
        assertThat(Files.readString(other.resolve("classes.log")))
                .contains("io.nexusmcp.hub.config.OpenApiReader")
                .doesNotContain("io.nexusmcp.openapi.");
    }
}
