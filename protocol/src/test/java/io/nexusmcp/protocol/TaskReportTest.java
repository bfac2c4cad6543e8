package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReportTest {
    private static final Instant CREATED = Instant.parse("2026-11-21T10:00:00.123456Z");

    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    @Test
    void created_legacy_standsInAMemberOfItsOwn() {
        var result = object("{\"task\":{\"taskId\":\"k\",\"status\":\"working\",\"ttl\":60000,\"pollInterval\":500}}");

        assertThat(TaskReport.isCreation(result, Era.LEGACY)).isTrue();
        assertThat(TaskReport.isCreation(result, Era.MODERN)).isFalse();
        var report = TaskReport.created(result, Era.LEGACY);
        assertThat(report.id()).isEqualTo("k");
        assertThat(report.ttl()).contains(Duration.ofMinutes(1));
        assertThat(report.pollInterval()).contains(Duration.ofMillis(500));
    }

    @Test
    void created_modern_isTheResultItself() {
        var result = object("{\"resultType\":\"task\",\"taskId\":\"k\",\"status\":\"working\",\"ttlMs\":null,"
                + "\"pollIntervalMs\":1.5,\"lastUpdatedAt\":\"2026-09-01T08:00:40Z\"}");

        assertThat(TaskReport.isCreation(result, Era.MODERN)).isTrue();
        var report = TaskReport.created(result, Era.MODERN);
        assertThat(report.ttl()).isEmpty();
        assertThat(report.pollInterval()).isEmpty();
        assertThat(report.updated()).contains(Instant.parse("2026-09-01T08:00:40Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"taskId\":7,\"status\":\"working\"}",
                "{\"taskId\":\"\",\"status\":\"working\"}",
                "{\"taskId\":\"k\",\"status\":\"asleep\"}",
                "{\"taskId\":\"k\"}",
            })
    void read_malformed_isRefused(String json) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> TaskReport.read(object(json), Era.MODERN));
    }

    @Test
    void read_hugeTtlAndBadTime_countAsNothingSaid() {
        var report = TaskReport.read(
                object("{\"taskId\":\"k\",\"status\":\"failed\",\"ttl\":9999999999999999,\"pollInterval\":-5,"
                        + "\"lastUpdatedAt\":\"yesterday\"}"),
                Era.LEGACY);

        assertThat(report.ttl()).isEmpty();
        assertThat(report.pollInterval()).isEmpty();
        assertThat(report.updated()).isEmpty();
    }

    @Test
    void questions_areThoseThatAreOpen() {
        var report = TaskReport.read(
                object("{\"taskId\":\"k\",\"status\":\"input_required\",\"inputRequests\":"
                        + "{\"a\":{\"method\":\"roots/list\"}}}"),
                Era.MODERN);
        assertThat(report.questions()).containsOnlyKeys("a");
        var none = TaskReport.read(
                object("{\"taskId\":\"k\",\"status\":\"input_required\",\"inputRequests\":{}}"), Era.MODERN);
        assertThat(none.questions()).isEmpty();
    }

    @Test
    void view_hasTheNamesOfEachDesign() {
        var view = new TaskView(
                "id",
                TaskStatus.WORKING,
                Optional.of("half"),
                CREATED,
                CREATED.plusSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1));

        assertThat(view.legacy().whole().text())
                .isEqualTo("{\"taskId\":\"id\",\"status\":\"working\",\"statusMessage\":\"half\","
                        + "\"createdAt\":\"2026-11-21T10:00:00.123Z\",\"lastUpdatedAt\":\"2026-11-21T10:00:01.123Z\","
                        + "\"ttl\":60000,\"pollInterval\":1000}");
        assertThat(view.with(TaskStatus.CANCELLED).modern("complete").slice().text())
                .startsWith("{\"resultType\":\"complete\",\"taskId\":\"id\",\"status\":\"cancelled\"")
                .endsWith("\"ttlMs\":60000,\"pollIntervalMs\":1000}");
    }
}
