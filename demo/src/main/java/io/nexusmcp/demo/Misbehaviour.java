package io.nexusmcp.demo;

import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** A tool that does on request what a bad or broken server might do, so that the hub's guards can be seen at work. */
final class Misbehaviour {
    private static final int HUGE_CHARACTERS = 16 << 20;
    private static final int CRASHED = 70;

    private Misbehaviour() {}

    static Tool tool() {
        return Tool.of("""
            {"name":"misbehave","title":"Misbehave",
             "description":"Does what a bad server might do: leaks an invented secret or card number, is slow, \
            answers with 16 MB, fails, writes garbage, or crashes.",
             "inputSchema":{"type":"object","properties":{
               "mode":{"type":"string",
                 "enum":["leak-secret","leak-card","slow","huge","error","garbage","crash"]},
               "seconds":{"type":"integer","minimum":1,"maximum":600,"default":10,
                 "description":"How long slow takes"}},
               "required":["mode"],"additionalProperties":false},
             "annotations":{"readOnlyHint":true,"openWorldHint":false}}\
            """, Misbehaviour::misbehave);
    }

    private static ObjectNode misbehave(Arguments arguments, Progress progress) {
        return switch (arguments.text("mode")) {
            case "leak-secret" -> Json.text("The deploy key is " + inventedKey() + ", do not tell anyone.");
            case "leak-card" -> Json.text("Paid with " + inventedCard() + " on Tuesday.");
            case "slow" -> slow(arguments.integer("seconds", 10, 1, 600), progress);
            case "huge" -> Json.text("x".repeat(HUGE_CHARACTERS));
            case "error" -> throw new ToolFailure("It did not work, on purpose");
            case "garbage" -> {
                System.out.println("this line is not JSON");
                yield Json.text("A line of garbage came before this answer.");
            }
            case "crash" -> {
                Runtime.getRuntime().halt(CRASHED);
                yield Json.object();
            }
            default -> throw new ToolFailure("There is no such mode");
        };
    }

    /** The shape of an access key, put together here so that no key stands in the source. */
    private static String inventedKey() {
        return "AKIA" + "IOSFODNN7" + "EXAMPLE";
    }

    /** The number that card networks give for tests. */
    private static String inventedCard() {
        return String.join(" ", "4111", "1111", "1111", "1111");
    }

    private static ObjectNode slow(int seconds, Progress progress) {
        for (int second = 1; second <= seconds; second++) {
            try {
                Thread.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException cancelled) {
                throw new ToolFailure("cancelled");
            }
            progress.report(second, seconds, second + " of " + seconds + " seconds");
        }
        return Json.text("Took " + seconds + " seconds.");
    }
}
