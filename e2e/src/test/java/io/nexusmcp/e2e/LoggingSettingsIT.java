package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code logging} and {@code security.logging} do to what a server's child says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoggingSettingsIT {
    private static final String TOKEN = "ghp_" + "35PBbnm3NliqNT1Nx4xyB7LQ4DBqHboMSp4D";

    private final AtomicInteger number = new AtomicInteger();
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup().stdio("child", TellTale.command()), folder);
        trial.hub().awaitServer("child");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
    }

    /** Lets the child say something and returns the line of the hub's log that repeats it. */
    private String logged(String words) {
        var mark = "line-" + number.incrementAndGet() + "-";
        say(mark + " " + words);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> trial.hub().log().lines().anyMatch(line -> line.contains(mark)));
        return trial.hub()
                .log()
                .lines()
                .filter(line -> line.contains(mark))
                .findFirst()
                .orElseThrow();
    }

    private void say(String line) {
        assertThat(trial.peer("child")
                        .call("tell", "{\"say\":" + Json.quoted(line) + "}")
                        .message())
                .contains("said");
    }

    private void endChild() {
        var told = trial.peer("child").call("tell", "{\"about\":\"process\"}").json();
        var pid = told.path("result").path("content").path(0).path("text").stringValue();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }

    @Test
    @Proves("logging.level")
    void level_leavesOutWhatIsLessImportant() {
        assertThat(logged("usual")).contains("INFO").endsWith("usual");
        assertThat(trial.hub().log()).doesNotContain("DEBUG");
        trial.with("{\"logging\":{\"level\":\"warn\"}}");
        say("left-out");
        trial.with("{\"logging\":{\"level\":\"debug\"}}");
        assertThat(logged("again")).endsWith("again");
        assertThat(trial.hub().log()).doesNotContain("left-out");
        endChild();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(trial.hub().log()).contains("DEBUG ServerSupervisor: child"));
    }

    @Test
    @Proves("logging.format")
    void format_isHowALineLooks() {
        assertThat(logged("plain")).doesNotStartWith("{").endsWith("plain");
        trial.with("{\"logging\":{\"format\":\"json\"}}");
        var line = Json.read(logged("structured"));
        assertThat(line.path("level").stringValue()).isEqualTo("INFO");
        assertThat(line.path("formattedMessage").stringValue()).endsWith("structured");
        trial.with("{\"logging\":{\"format\":\"text\"}}");
        assertThat(logged("plain")).doesNotStartWith("{").endsWith("plain");
    }

    @Test
    @Proves("security.logging.maskSensitiveData")
    void sensitiveData_areMaskedUnlessThatIsSwitchedOff() {
        assertThat(logged("password=hunter2-hunter2 " + TOKEN)).doesNotContain("hunter2", TOKEN);
        trial.with("{\"security\":{\"logging\":{\"maskSensitiveData\":false}}}");
        assertThat(logged("password=hunter2-hunter2 " + TOKEN)).contains("hunter2-hunter2", TOKEN);
        trial.with("{\"security\":{\"logging\":{\"maskSensitiveData\":true}}}");
        assertThat(logged("password=hunter2-hunter2 " + TOKEN)).doesNotContain("hunter2", TOKEN);
    }

    @Test
    @Proves("security.logging.sensitiveFields")
    void sensitiveFields_areThoseWhoseValuesAreMasked() {
        assertThat(logged("patientNumber=471147114711")).contains("471147114711");
        trial.with("{\"security\":{\"logging\":{\"sensitiveFields\":[\"patientNumber\"]}}}");
        assertThat(logged("patientNumber=471147114711 " + TOKEN)).doesNotContain("471147114711", TOKEN);
    }
}
