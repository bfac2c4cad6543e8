package io.nexusmcp.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.ApiServer;
import io.nexusmcp.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of a server with an OpenAPI document do, beside the same server without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiSettingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "s3cr3t-k3y-0f-th3-hub";
    private static final String DOCUMENT = """
        openapi: 3.0.3
        info: {title: Shop, version: '1'}
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            login: {type: http, scheme: basic}
        paths:
          /goods:
            get:
              operationId: listGoods
              responses:
                '200': {content: {application/json: {schema: {type: object, required: [goods]}}}}
          /orders: {get: {operationId: listOrders, security: [{key: []}]}}
          /users: {get: {operationId: listUsers, security: [{login: []}]}}
        """;

    private final ApiServer api = ApiServer.start();
    private Path document = Path.of("");
    private Path secret = Path.of("");
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        document = Files.writeString(folder.resolve("shop.yaml"), DOCUMENT);
        secret = Files.writeString(folder.resolve("key"), KEY + "\n");
        var setup = new HubSetup().variable("SHOP_KEY", KEY);
        setup.root()
                .withObject("/mcpServers/shop")
                .put("openapi", document.toString())
                .put("url", api.uri().toString());
        trial = Trial.start(setup, folder);
        trial.hub().awaitServer("shop");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        api.close();
    }

    private void shop(String members) {
        trial.with("{\"mcpServers\":{\"shop\":{" + members + "}}}");
    }

    private List<String> listed() {
        return trial.peer("shop").ask("tools/list", "").json().path("result").path("tools").values().stream()
                .map(tool -> tool.path("name").stringValue())
                .toList();
    }

    private void awaitListed(String... tools) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listed()).containsExactly(tools));
    }

    private String called(String tool) {
        return trial.peer("shop").call(tool, "{}").message();
    }

    @Test
    @Proves("mcpServers.NAME.openapi")
    void openapi_isTheDocumentWhoseOperationsAreTools() throws IOException {
        awaitListed("listGoods");
        var other = Files.writeString(
                document.resolveSibling("other.json"),
                "{\"openapi\":\"3.1.0\",\"paths\":{\"/play\":{\"get\":{\"operationId\":\"play\"}}}}");
        shop("\"openapi\":" + Json.quoted(other.toString()));
        awaitListed("play");
        assertThat(called("play")).contains("\\\"ok\\\":true");
        assertThat(api.last().target()).isEqualTo("/play");
    }

    @Test
    @Proves({"mcpServers.NAME.include", "mcpServers.NAME.exclude"})
    void operations_areThoseThatAreIncludedAndNotExcluded() {
        var keys = "\"credentials\":{\"key\":{\"value\":\"${SHOP_KEY}\"}}";
        shop(keys);
        awaitListed("listGoods", "listOrders");
        shop(keys + ",\"include\":[\"GET /ord*\"]");
        awaitListed("listOrders");
        shop("\"exclude\":[\"listOrders\",\"listUsers\"]");
        awaitListed("listGoods");
        shop(keys + ",\"exclude\":[\"list*ods\"]");
        awaitListed("listOrders");
    }

    @Test
    @Proves({"mcpServers.NAME.credentials.SCHEME.value", "mcpServers.NAME.credentials.SCHEME.file"})
    void credentials_goToTheApiAndNowhereElse() {
        awaitListed("listGoods");
        for (var source : List.of("\"value\":\"${SHOP_KEY}\"", "\"file\":" + Json.quoted(secret.toString()))) {
            shop("\"credentials\":{\"key\":{" + source + "}}");
            awaitListed("listGoods", "listOrders");
            assertThat(called("listOrders")).contains("\\\"ok\\\":true").doesNotContain(KEY);
            assertThat(api.last().headers()).containsEntry("X-Key", List.of(KEY));
            called("listGoods");
            assertThat(api.last().mentions(KEY))
                    .as("sent where it is not asked for")
                    .isFalse();
            trial.without();
            awaitListed("listGoods");
        }
        assertThat(trial.hub().log()).doesNotContain(KEY);
        assertThat(new Trail(trial.hub().data()).text()).doesNotContain(KEY);
    }

    @Test
    @Proves("mcpServers.NAME.credentials.SCHEME.username")
    void username_belongsToHttpBasic() {
        for (var name : List.of("ana", "bob")) {
            shop("\"credentials\":{\"login\":{\"username\":\"" + name + "\",\"value\":\"${SHOP_KEY}\"}}");
            awaitListed("listGoods", "listUsers");
            called("listUsers");
            var pair = Base64.getEncoder().encodeToString((name + ":" + KEY).getBytes(UTF_8));
            assertThat(api.last().headers()).containsEntry("Authorization", List.of("Basic " + pair));
        }
    }

    @Test
    @Proves("mcpServers.NAME.outputSchemas")
    void outputSchemas_holdAnswersToTheDocumentUnlessSwitchedOff() {
        assertThat(called("listGoods")).contains("withheld").doesNotContain("\\\"ok\\\":true");
        api.answer("/goods", 200, "application/json", "{\"goods\":[]}");
        assertThat(called("listGoods")).contains("\\\"goods\\\":[]");
        api.answer("/goods", 200, "application/json", "{\"ok\":true}");
        shop("\"outputSchemas\":false");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(called("listGoods")).contains("\\\"ok\\\":true"));
    }
}
