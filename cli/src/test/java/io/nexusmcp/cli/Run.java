package io.nexusmcp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One command given to the whole command line, and what came of it. */
record Run(int exit, String out, String err, List<String> offline) {

    /** With the hub's address and key in the environment. */
    static Run against(RecordedHub hub, String... arguments) {
        return in(Map.of("NEXUS_ADMIN_URL", hub.url(), "NEXUS_ADMIN_KEY", RecordedHub.KEY), arguments);
    }

    /** In an environment in which nothing else is set; there is no data directory by default. */
    static Run in(Map<String, String> environment, String... arguments) {
        var variables = new HashMap<>(environment);
        variables.putIfAbsent("XDG_DATA_HOME", "/nonexistent");
        var out = new StringWriter();
        var err = new StringWriter();
        var asked = new ArrayList<String>();
        var shell = new Shell(new PrintWriter(out), new PrintWriter(err), Map.copyOf(variables), false);
        int exit = Nexus.commandLine(shell, "9.9", new RecordedOffline(asked)).execute(arguments);
        return new Run(exit, out.toString(), err.toString(), asked);
    }

    private record RecordedOffline(List<String> asked) implements Offline {
        @Override
        public MadeKey createKey(Path dataDirectory, WantedKey wanted) {
            asked.add("create " + dataDirectory + " " + wanted.name() + " " + wanted.roles());
            return new MadeKey("offline123", "nxk_offline");
        }

        @Override
        public CheckedLog verifyAudit(Path dataDirectory) {
            asked.add("verify " + dataDirectory);
            boolean isIntact = !dataDirectory.endsWith("broken");
            return new CheckedLog(isIntact, 7, 1, isIntact ? List.of() : List.of("audit-1.jsonl:3: changed"));
        }
    }
}
