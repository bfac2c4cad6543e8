package io.nexusmcp.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.Offer;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.catalog.ToolSwitchboard;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AllowedToolsTest {
    private static final Caller BOT =
            new Caller("key:b", Caller.Kind.AGENT, "bot", Set.of("admin"), Set.of(), Caller.DEFAULT_WORKSPACE);

    private final Switches switches = new Switches();
    private final Catalogs catalogs = new Catalogs(switches);
    private final List<ServerSpec> specs = new ArrayList<>();

    @Test
    void bareName_ofOneServer_allowsItsTool() {
        server("a", "a", "search", "other");

        assertThat(allowed("search")).containsExactly("a/search");
        assertThat(unclear("search")).isEmpty();
    }

    @Test
    void bareName_ofTwoServers_allowsNothingAndIsNamed() {
        server("a", "a", "search");
        server("b", "b", "search");

        assertThat(allowed("search")).isEmpty();
        assertThat(unclear("search", "a__search"))
                .containsExactly(new UnclearName("bot", "search", List.of("a/search", "b/search")));
        assertThat(allowed("a__search")).containsExactly("a/search");
    }

    @Test
    void bareName_ofTwoServersWithoutRestrictions_isNoMatter() {
        server("a", "a", "search");
        server("b", "b", "search");

        assertThat(new Policy(roles(), new Restrictions(false, Map.of("bot", Set.of("search"))), false)
                        .unclear(catalogs.current()))
                .isEmpty();
    }

    /** A server whose namesake is down or switched off must not inherit what was allowed of that. */
    @Test
    void bareName_whenOneOfItsServersGoesAway_doesNotComeToMeanTheOther() {
        server("a", "a", "search");
        server("b", "b", "search");

        catalogs.lost(specs.getFirst(), "gone");
        assertThat(allowed("search")).isEmpty();

        catalogs.configure(specs);
        assertThat(allowed("search")).isEmpty();
        assertThat(unclear("search")).hasSize(1);
    }

    @Test
    void bareName_whenOneOfItsToolsIsSwitchedOff_doesNotComeToMeanTheOther() {
        server("a", "a", "search");
        server("b", "b", "search");
        new ToolSwitchboard(catalogs, switches).disable("a__search");

        assertThat(allowed("search")).isEmpty();
    }

    @Test
    void bareName_whenTheOtherServerLeavesTheConfiguration_isClearAgain() {
        server("a", "a", "search");
        server("b", "b", "search");
        specs.removeFirst();
        catalogs.configure(specs);

        assertThat(allowed("search")).containsExactly("b/search");
    }

    /** Names without prefix can be made to look like another server's with one. */
    @Test
    void federatedName_thatAnotherServerOffersToo_allowsNeither() {
        server("files", "files", "read");
        server("hostile", "", "files__read");

        assertThat(allowed("files__read")).isEmpty();
        assertThat(unclear("files__read")).hasSize(1);
    }

    @Test
    void name_thatIsFederatedHereAndBareThere_meansTheFederatedOne() {
        server("a", "", "search");
        server("b", "b", "search");

        assertThat(allowed("search")).containsExactly("a/search");
        assertThat(unclear("search")).isEmpty();
    }

    private List<String> allowed(String... names) {
        var policy = policy(names);
        var catalog = catalogs.current();
        return catalog.servers().stream()
                .flatMap(server -> server.tools().values().stream())
                .filter(tool -> policy.mayCall(BOT, tool, catalog).isAllowed())
                .map(ToolDefinition::path)
                .toList();
    }

    private List<UnclearName> unclear(String... names) {
        return policy(names).unclear(catalogs.current());
    }

    private static Policy policy(String... names) {
        return new Policy(roles(), new Restrictions(true, Map.of("bot", Set.of(names))), false);
    }

    private static Roles roles() {
        return new Roles(true, Map.of("admin", List.of(new Permission("*", List.of("*")))));
    }

    private void server(String name, String prefix, String... tools) {
        var address = new ServerSpec.Http(URI.create("http://127.0.0.1:1/"), Map.of(), Optional.empty());
        specs.add(new ServerSpec(new ServerName(name), prefix, true, Duration.ofSeconds(5), address, Map.of()));
        catalogs.configure(specs);
        catalogs.offers(
                specs.getLast(),
                new Offer(
                        Revision.V2025_11_25,
                        object("{\"tools\":{}}"),
                        Optional.empty(),
                        Stream.of(tools)
                                .map(tool ->
                                        object("{\"name\":\"" + tool + "\",\"inputSchema\":{\"type\":\"object\"}}"))
                                .toList(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static JsonObject object(String json) {
        return JsonSlice.trusted(json).asObject();
    }

    private static final class Switches implements ToolSwitches {
        private final Set<String> off = new HashSet<>();

        @Override
        public Set<String> servers() {
            return Set.of();
        }

        @Override
        public Set<String> tools() {
            return Set.copyOf(off);
        }

        @Override
        public void setServer(String server, boolean isOn) {
            throw new UnsupportedOperationException("no server is switched here");
        }

        @Override
        public void setTool(String tool, boolean isOn) {
            if (isOn) {
                off.remove(tool);
            } else {
                off.add(tool);
            }
        }
    }
}
