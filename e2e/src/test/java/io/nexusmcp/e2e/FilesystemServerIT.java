package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The file server that others wrote works behind the hub, and the hub's guard stands before it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesystemServerIT {
    private final NpmTools npm = NpmTools.require();
    private Path shared;
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        shared = Files.createDirectory(folder.toRealPath().resolve("shared"));
        Files.writeString(shared.resolve("greeting.txt"), "hello from a file");
        var command =
                npm.command("node_modules/@modelcontextprotocol/server-filesystem/dist/index.js", shared.toString());
        hub = HubProcess.start(new HubSetup().stdio("files", command), folder).awaitServer("files");
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Test
    void file_throughHub_isReadAndWritten() throws IOException {
        assertThat(call("read_text_file", shared.resolve("greeting.txt"), "").toString())
                .contains("hello from a file");
        call("write_file", shared.resolve("new.txt"), "written through the hub");
        assertThat(shared.resolve("new.txt")).hasContent("written through the hub");
    }

    @Test
    void path_thatClimbsOut_isRefusedAndNotEchoed() {
        var answer = call("read_text_file", shared.resolve("../../../etc/passwd"), "");
        assertThat(answer.path("result").path("isError").booleanValue()).isTrue();
        assertThat(answer.toString()).doesNotContain("root:", "etc/passwd");
    }

    private JsonNode call(String tool, Path path, String content) {
        var params = Json.object().put("name", tool);
        var arguments = params.putObject("arguments").put("path", path.toString());
        if (!content.isEmpty()) {
            arguments.put("content", content);
        }
        return Http.modern(hub.mcp("files"), hub.adminKey(), "tools/call", params);
    }
}
