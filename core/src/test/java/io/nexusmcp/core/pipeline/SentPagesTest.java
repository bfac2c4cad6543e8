package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentPagesTest {
    private static final ServerName WORK = new ServerName("work");

    private final TestPipeline hub = new TestPipeline();
    private final SentPages pages = new SentPages(() -> TestPipeline.NOW);
    private final Session session = new Session(
            "s",
            Revision.V2025_11_25,
            Mount.FEDERATED,
            ClientAbilities.NONE,
            TestPipeline.NOW,
            TestPipeline.NOW.plus(Duration.ofHours(1)));

    private Context context(String caller) {
        var known = new Caller(caller, Caller.Kind.USER, caller, Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);
        var inbound = TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, "a large body");
        assertThat(new String(inbound.body().read(), UTF_8)).isEqualTo("a large body");
        return new Context(inbound, known, hub.rules, hub.catalogs.current(), ClientStream.NONE);
    }

    @Test
    void page_isFoundOnceByItsCallerServerAndId() {
        var shown = pages.sent(context("ana"), session, WORK, "own");
        assertThat(pages.completed("bob", WORK, "own")).isEmpty();
        assertThat(pages.completed("ana", new ServerName("other"), "own")).isEmpty();
        assertThat(pages.completed("ana", WORK, "another")).isEmpty();
        assertThat(pages.completed("ana", WORK, "own").orElseThrow().shownAs()).isEqualTo(shown);
        assertThat(pages.completed("ana", WORK, "own")).isEmpty();
    }

    /** It is remembered for an hour. */
    @Test
    void page_keepsNoBodyOfItsRequest() {
        pages.sent(context("ana"), session, WORK, "own");
        var page = pages.completed("ana", WORK, "own").orElseThrow();
        assertThat(page.asked().body().read()).isEmpty();
    }

    @Test
    void callerWithTooMany_losesItsOwnOldest() {
        pages.sent(context("bob"), session, WORK, "bob's");
        for (int each = 0; each <= 64; each++) {
            pages.sent(context("ana"), session, WORK, "page " + each);
        }
        assertThat(pages.completed("ana", WORK, "page 0")).isEmpty();
        assertThat(pages.completed("ana", WORK, "page 1")).isPresent();
        assertThat(pages.completed("bob", WORK, "bob's")).isPresent();
    }
}
