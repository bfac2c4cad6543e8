package io.nexusmcp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/** The bytes that a fault makes of a proper answer. */
final class Distortion {
    static final int HUGE_LINE_BYTES = 100 << 20;
    private static final int HUGE_TEXT_BYTES = 32 << 20;
    private static final int BOMB_BYTES = 200 << 20;
    private static final int DEEP = 100_000;

    private Distortion() {}

    static byte[] of(Fault fault, JsonNode id, String answer) {
        return switch (fault) {
            case GARBAGE, GZIP_BOMB -> utf8("<html>this is not JSON</html>");
            case BROKEN_UTF8 -> brokenUtf8(id);
            case WRONG_ID -> utf8(text("\"nobody-asked-with-this\"", "\"text\":\"stray\""));
            case HUGE_JSON -> utf8(text(id.toString(), "\"text\":\"" + "x".repeat(HUGE_TEXT_BYTES) + "\""));
            case DEEP_JSON ->
                utf8(text(id.toString(), "\"text\":\"\",\"deep\":" + "[".repeat(DEEP) + "]".repeat(DEEP)));
            default -> utf8(answer);
        };
    }

    private static String text(String id, String members) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"type\":\"text\"," + members + "}]}}";
    }

    private static byte[] brokenUtf8(JsonNode id) {
        var bytes = utf8(text(id.toString(), "\"text\":\"?\""));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?') {
                bytes[i] = (byte) 0xff;
            }
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bomb() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            fill(gzip, BOMB_BYTES);
        }
        return packed.toByteArray();
    }

    static void fill(OutputStream out, int bytes) throws IOException {
        var block = new byte[64 << 10];
        Arrays.fill(block, (byte) 'x');
        for (int sent = 0; sent < bytes; sent += block.length) {
            out.write(block);
        }
    }

    static void trickle(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        for (byte next : bytes) {
            out.write(next);
            out.flush();
            Thread.sleep(1000);
        }
    }

    static String babble(long count) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":"
                + count + "}}";
    }
}
