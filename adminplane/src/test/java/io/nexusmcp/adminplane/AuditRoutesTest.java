package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditRoutesTest {
    private final AdminFixture admin = new AdminFixture();
    private final String key = admin.key("read:audit");

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void search_passesEachCondition() {
        admin.recorded.line(1);

        var got = admin.get(
                key,
                "/api/v1/audit?from=2026-11-21T00:00:00Z&caller=key:a&server=demo&target=echo&outcome=denied"
                        + "&text=a%20b&limit=7");

        assertThat(got.text()).isEqualTo("{\"events\":[{\"v\":1,\"seq\":1,\"kind\":\"mcp\"}]}");
        var query = admin.recorded.lastQuery();
        assertThat(query.from()).contains(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(query.to()).isEmpty();
        assertThat(query.caller()).contains("key:a");
        assertThat(query.outcome()).contains("denied");
        assertThat(query.text()).contains("a b");
        assertThat(query.limit()).isEqualTo(7);
    }

    @Test
    void search_wrongCondition_is400() {
        assertThat(admin.get(key, "/api/v1/audit?outcome=maybe").status()).isEqualTo(400);
        assertThat(admin.get(key, "/api/v1/audit?from=yesterday").status()).isEqualTo(400);
        assertThat(admin.get(key, "/api/v1/audit?limit=1001").status()).isEqualTo(400);
        assertThat(admin.get(key, "/api/v1/audit?limit=-1").status()).isEqualTo(400);
    }

    @Test
    void follow_goesOnWhereItWas_andIsOneEvent() {
        IntStream.rangeClosed(1, 5).forEach(admin.recorded::line);

        var first = admin.get(key, "/api/v1/audit/after?seq=0&limit=2");
        var second = admin.get(key, "/api/v1/audit/after?seq=" + first.body().path("next"));
        var third = admin.get(key, "/api/v1/audit/after?seq=" + second.body().path("next"));

        assertThat(first.body().path("next").asInt()).isEqualTo(2);
        assertThat(second.body().path("events").size()).isEqualTo(3);
        assertThat(third.text()).isEqualTo("{\"events\":[],\"next\":5}");
        assertThat(admin.recorded.onlyEvent().what().operation()).isEqualTo("audit/follow");
    }

    @Test
    void follow_withoutPlace_beginsAtTheNewest() {
        IntStream.rangeClosed(1, 3).forEach(admin.recorded::line);

        assertThat(admin.get(key, "/api/v1/audit/after").text()).isEqualTo("{\"events\":[],\"next\":3}");
    }

    @Test
    void follow_ofAnotherCaller_isItsOwnEvent() {
        admin.get(key, "/api/v1/audit/after?seq=0");
        admin.get(admin.key("read:audit"), "/api/v1/audit/after?seq=0");

        assertThat(admin.recorded.events()).hasSize(2);
    }

    @Test
    void verify_reportsWhatWasFound() {
        var got = admin.post(key, "/api/v1/audit/verify", "{}");

        assertThat(got.text())
                .isEqualTo("{\"intact\":false,\"lines\":12,\"files\":2,\"findings\":[\"audit-1.jsonl:7: changed\"]}");
    }

    /** A search that finds nothing reads a gigabyte, so a reader of the log must not start them without end. */
    @Test
    void search_thirdAtTheSameTime_is429() throws InterruptedException {
        var permits = new Semaphore(0);
        admin.recorded.holdSearches(permits);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var two = Stream.of(1, 2)
                    .map(_ ->
                            threads.submit(() -> admin.get(key, "/api/v1/audit").status()))
                    .toList();
            await().until(() -> permits.getQueueLength() == 2);

            assertThat(admin.get(key, "/api/v1/audit").status()).isEqualTo(429);

            permits.release(3);
            assertThat(two).allSatisfy(one -> assertThat(one.get()).isEqualTo(200));
            assertThat(admin.get(key, "/api/v1/audit").status()).isEqualTo(200);
        }
    }
}
