package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that a task was made on is not ended for being idle. */
class KeptConnectionsTest {
    private static final int MOST = 2;

    private final List<Opened> opened = new ArrayList<>();
    private final Partitions partitions = new Partitions(MOST, Duration.ZERO, (_, _) -> open(), Set::of);

    private Link open() {
        var link = new Opened();
        opened.add(link);
        return link;
    }

    private static final class Opened implements Link {
        private boolean isOpen = true;

        @Override
        public Greeting greeting() {
            return new Greeting(Revision.V2025_11_25, JsonObject.EMPTY, Optional.empty());
        }

        @Override
        public UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline) {
            throw new UpstreamException("not asked here");
        }

        @Override
        public boolean isOpen() {
            return isOpen;
        }

        @Override
        public boolean announcesChanges() {
            return false;
        }

        @Override
        public Set<String> watch(Set<String> uris, Deadline deadline) {
            throw new UpstreamException("not asked here");
        }

        @Override
        public void close() {
            isOpen = false;
        }
    }

    private Link use(Partition partition) {
        return partitions.with(partition, Deadline.in(Duration.ofSeconds(5)), link -> link);
    }

    private static Partition tasksOf(String caller) {
        return Partition.ofTasks(caller, ClientAbilities.NONE);
    }

    @Test
    void connectionOfATask_outlivesItsIdleTime_andOthersDoNot() {
        var kept = use(tasksOf("ann"));
        var plain = use(new Partition("ann", ClientAbilities.NONE, 0));
        partitions.keep(tasksOf("ann"), Duration.ofMinutes(1));
        partitions.endIdle();
        assertThat(kept.isOpen()).isTrue();
        assertThat(plain.isOpen()).isFalse();
        assertThat(use(tasksOf("ann"))).isSameAs(kept);
    }

    @Test
    void keptConnections_makeWayForOnesInUse_plainOnesFirst() {
        var kept = use(tasksOf("ann"));
        partitions.keep(tasksOf("ann"), Duration.ofMinutes(1));
        var plain = use(tasksOf("bob"));
        use(tasksOf("cid"));
        assertThat(plain.isOpen()).isFalse();
        assertThat(kept.isOpen()).isTrue();
        partitions.keep(tasksOf("cid"), Duration.ofMinutes(1));
        use(tasksOf("dan"));
        assertThat(kept.isOpen()).isFalse();
        assertThat(opened).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"task\":{\"taskId\":\"t\",\"status\":\"working\",\"ttl\":5000}}',5000",
        "'{\"task\":{\"taskId\":\"t\",\"status\":\"working\",\"ttl\":null}}',86400000",
        "'{\"task\":{\"taskId\":\"t\",\"status\":\"working\",\"ttl\":999999999999}}',86400000",
        "'{\"task\":{\"status\":\"working\"}}',-1",
        "'{\"content\":[]}',-1",
    })
    void madeTask_saysHowLongItsConnectionIsNeeded(String result, long millis) {
        var reply = new UpstreamReply.Result(
                Revision.V2025_11_25, JsonSlice.trusted(result).asObject());
        assertThat(MadeTask.ttl(reply).map(Duration::toMillis).orElse(-1L)).isEqualTo(millis);
    }
}
