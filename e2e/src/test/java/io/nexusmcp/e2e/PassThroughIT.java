package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingChild;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.RecordedRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client and a server say to each other arrives as it was written, to the digit and the key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassThroughIT {
    private static final String ODD = "\"zebra\":1.10,\"apple\":1e400,\"big\":12345678901234567890,\"none\":null,"
            + "\"Mango\":{\"b\":[],\"a\":{}},\"tiny\":-0.0,\"\":\"\",\"text\":\"\\u00e9\\/\u00e9\"";
    private static final String UNKNOWN = "\"zz-unknown\":{\"y\":1E+2,\"x\":null}";
    private static final String RESULT =
            "\"content\":[{\"type\":\"text\",\"text\":\"done\",\"later\":1.0}],\"structuredContent\":{" + ODD + "},"
                    + UNKNOWN;
    private static final String TOOL = "{\"name\":\"work\",\"zebra\":1.10,\"inputSchema\":{\"type\":\"object\","
            + "\"x-limit\":12345678901234567890},\"none\":null,\"description\":\"\\u00e9\"}";
    private static final String MODERN_RESULT = "\"resultType\":\"complete\",";

    private final MisbehavingServer legacyHttp = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer modernHttp = MisbehavingServer.start(Era.MODERN);
    private MisbehavingChild legacyChild;
    private MisbehavingChild modernChild;
    private HubProcess hub;

    /** A server behind the hub, however it is reached. */
    record Upstream(String name, BiConsumer<String, String> answer, Supplier<List<String>> requests) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        legacyChild = new MisbehavingChild(Era.LEGACY, Files.createDirectory(folder.resolve("legacy")));
        modernChild = new MisbehavingChild(Era.MODERN, Files.createDirectory(folder.resolve("modern")));
        upstreams().forEach(upstream -> {
            boolean isModern = upstream.name().startsWith("modern");
            var complete = isModern ? MODERN_RESULT : "";
            var cached = isModern ? "\"ttlMs\":0,\"cacheScope\":\"private\"," : "";
            upstream.answer().accept("tools/call", "{" + complete + RESULT + "}");
            upstream.answer().accept("tools/list", "{" + complete + cached + "\"tools\":[" + TOOL + "]}");
        });
        hub = HubProcess.start(
                new HubSetup()
                        .http("legacy-http", legacyHttp.uri())
                        .http("modern-http", modernHttp.uri())
                        .stdio("legacy-stdio", legacyChild.command())
                        .stdio("modern-stdio", modernChild.command()),
                folder);
        upstreams().forEach(upstream -> hub.awaitServer(upstream.name()));
    }

    @AfterAll
    void stop() {
        hub.close();
        legacyHttp.close();
        modernHttp.close();
    }

    private List<Upstream> upstreams() {
        return List.of(
                new Upstream("legacy-http", legacyHttp::answer, () -> bodies(legacyHttp)),
                new Upstream("modern-http", modernHttp::answer, () -> bodies(modernHttp)),
                new Upstream("legacy-stdio", legacyChild::answer, legacyChild::requests),
                new Upstream("modern-stdio", modernChild::answer, modernChild::requests));
    }

    private static List<String> bodies(MisbehavingServer server) {
        return server.requests().stream().map(RecordedRequest::body).toList();
    }

    private Stream<Arguments> pairs() {
        return upstreams().stream()
                .flatMap(upstream -> Stream.of(arguments("legacy", upstream), arguments("modern", upstream)));
    }

    private Peer peer(String era, String server) {
        var endpoint = hub.mcp(server);
        return era.equals("legacy") ? Peer.legacy(endpoint, hub.adminKey()) : Peer.modern(endpoint, hub.adminKey());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void arguments_withUnknownFieldsAndOddNumbers_arriveAsWritten(String era, Upstream upstream) {
        var arguments = "{\"from\":\"" + era + "\"," + ODD + "}";
        var members = "\"name\":\"work\"," + UNKNOWN + ",\"arguments\":" + arguments;
        peer(era, upstream.name()).ask("1", "tools/call", "work", members);
        assertThat(upstream.requests().get())
                .anySatisfy(body ->
                        assertThat(body).contains("\"name\":\"work\"," + UNKNOWN + ",\"arguments\":" + arguments));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void result_withUnknownFieldsAndOddNumbers_arrivesAsWritten(String era, Upstream upstream) {
        assertThat(peer(era, upstream.name()).call("work", "{}").message()).contains(RESULT);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void definition_withUnknownFieldsAndOddNumbers_isListedAsWritten(String era, Upstream upstream) {
        assertThat(peer(era, upstream.name()).ask("tools/list", "").message()).contains(TOOL);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void absentArguments_stayAbsent(String era, Upstream upstream) {
        int before = upstream.requests().get().size();
        peer(era, upstream.name()).ask("1", "tools/call", "work", "\"name\":\"work\"");
        assertThat(upstream.requests().get().stream().skip(before))
                .filteredOn(body -> body.contains("tools/call"))
                .singleElement()
                .asString()
                .doesNotContain("arguments", "null");
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void jsonTestSuite_validValues_arriveUnchangedInBothDirections(Upstream upstream) throws IOException {
        var peer = Peer.modern(hub.mcp(upstream.name()), hub.adminKey());
        var result = "{\"resultType\":\"complete\",\"content\":[],\"structuredContent\":{\"value\":%s}}";
        boolean isLine = upstream.name().endsWith("stdio");
        var files = Vectors.valid();
        assertThat(files).hasSize(93);
        for (var file : files) {
            var value = Files.readString(file).strip();
            upstream.answer().accept("tools/call", result.formatted(oneLine(value)));
            var answer = peer.call("work", "{\"value\":" + value + "}");
            assertThat(answer.message())
                    .as(file.toString())
                    .contains("\"structuredContent\":{\"value\":" + oneLine(value) + "}");
            assertThat(upstream.requests().get().getLast())
                    .as(file.toString())
                    .contains("\"arguments\":{\"value\":" + (isLine ? oneLine(value) : value) + "}");
        }
        upstream.answer().accept("tools/call", "{" + MODERN_RESULT + RESULT + "}");
    }

    private static String oneLine(String value) {
        return value.replace('\n', ' ').replace('\r', ' ');
    }

    @ParameterizedTest
    @MethodSource("children")
    void lineBreaksInArguments_smuggleNoSecondMessageIntoAChild(Upstream child) {
        var smuggled = "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"tools/call\",\"params\":{\"name\":\"forbidden\"}}";
        peer("modern", child.name()).call("work", "{\"value\":[1,\n" + smuggled + "\r\n]}");
        assertThat(child.requests().get()).noneMatch(line -> line.strip().equals(smuggled));
        assertThat(child.requests().get().getLast()).contains("[1, " + smuggled);
    }

    private List<Upstream> children() {
        return upstreams().subList(2, 4);
    }

    @Test
    void jsonTestSuite_duplicateKeys_areRefused() throws IOException {
        var peer = Peer.modern(hub.mcp("modern-http"), hub.adminKey());
        var arguments = Vectors.ambiguous();
        assertThat(arguments).hasSize(2);
        int before = modernHttp.requests().size();
        for (var file : arguments) {
            assertThat(peer.call("work", "{\"value\":" + Files.readString(file) + "}")
                            .status())
                    .as(file.toString())
                    .isEqualTo(400);
        }
        assertThat(modernHttp.requests()).hasSize(before);
    }

    @Test
    void jsonTestSuite_invalidBodies_areRefused() throws IOException {
        var files = Vectors.invalid();
        assertThat(files).hasSize(188);
        var peer = Peer.modern(hub.mcp(""), hub.adminKey());
        for (var file : files) {
            var answer = Wire.post(hub.mcp(""), Files.readAllBytes(file), peer.headers("tools/list", ""));
            assertThat(answer.status()).as(file.toString()).isEqualTo(400);
            assertThat(answer.errorCode()).as(file.toString()).isIn(-32700, -32600);
        }
    }

    @Test
    void jsonTestSuite_invalidValuesAsArguments_areRefusedAndReachNobody() throws IOException {
        var peer = Peer.modern(hub.mcp("modern-http"), hub.adminKey());
        int before = modernHttp.requests().size();
        for (var file : Vectors.invalid()) {
            var body = request(peer, Files.readAllBytes(file));
            assertThat(Wire.post(hub.mcp("modern-http"), body, peer.headers("tools/call", "work"))
                            .status())
                    .as(file.toString())
                    .isEqualTo(400);
        }
        assertThat(modernHttp.requests()).hasSize(before);
    }

    private static byte[] request(Peer peer, byte[] value) {
        var parts = peer.request("1", "tools/call", "\"name\":\"work\",\"arguments\":{\"value\":@}")
                .split("@", 2);
        var before = parts[0].getBytes(StandardCharsets.UTF_8);
        var after = parts[1].getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(before.length + value.length + after.length)
                .put(before)
                .put(value)
                .put(after)
                .array();
    }
}
