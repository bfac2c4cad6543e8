package io.nexusmcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MisbehavingChildTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{}}";

    @TempDir
    Path folder;

    @Test
    void faults_changedWhileRunning_takeEffect() {
        var script = new MisbehavingChild(Era.LEGACY, folder);
        try (var child = new Child(script.command())) {
            assertThat(child.ask(CALL).path("id").asInt()).isEqualTo(1);
            script.misbehave("tools/call", Fault.WRONG_ID);
            assertThat(child.ask(CALL).path("id").asString()).isEqualTo("nobody-asked-with-this");
            script.misbehave("tools/call", Fault.GARBAGE);
            child.send(CALL);
            assertThat(child.line()).contains("not JSON");
            assertThat(script.requests()).hasSize(3);
        }
    }

    @Test
    void dies_call_endsTheProcess() throws Exception {
        var script = new MisbehavingChild(Era.LEGACY, folder);
        try (var child = new Child(script.command())) {
            script.misbehave("tools/call", Fault.DIES);
            child.send(CALL);
            assertThat(child.line()).startsWith("{\"jsonrpc\"").doesNotEndWith("}");
            assertThat(child.process().waitFor()).isEqualTo(1);
        }
    }

    @Test
    void tools_changedWhileRunning_isAnnouncedAndListed() {
        var script = new MisbehavingChild(Era.LEGACY, folder);
        try (var child = new Child(script.command())) {
            assertThat(child.ask(CALL).has("result")).isTrue();
            script.tools("fresh");
            assertThat(child.line()).contains("tools/list_changed");
            assertThat(child.ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
                            .toString())
                    .contains("\"name\":\"fresh\"");
        }
    }
}
