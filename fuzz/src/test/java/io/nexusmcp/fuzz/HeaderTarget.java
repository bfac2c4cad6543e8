package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.HeaderParams;
import io.nexusmcp.protocol.HeaderValue;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonCursor;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Any text survives a header, no header value can break a header, no two values stand for one text, and headers made
 * from arguments agree with these arguments and with no others.
 */
public final class HeaderTarget {
    private static final Pattern SAFE = Pattern.compile("[ -~\t]+");
    private static final Pattern MARKED = Pattern.compile("=\\?base64\\?(.*)\\?=");
    private static final List<HeaderParam> PARAMS =
            List.of(new HeaderParam("A", List.of("a")), new HeaderParam("B", List.of("b", "c")));
    private static final BigDecimal SAFE_INTEGER = BigDecimal.valueOf((1L << 53) - 1);

    private HeaderTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        encoded(new String(input, UTF_8));
        decoded(new String(input, ISO_8859_1));
        mirrored(input);
    }

    private static void encoded(String text) {
        var value = HeaderValue.encode(text);
        Finding.unless(SAFE.matcher(value).matches(), "a header value is printable");
        Finding.unless(value.equals(value.strip()), "a header value has no space at its ends, which would be cut");
        Finding.unless(HeaderValue.decode(value).equals(Optional.of(text)), "a text survives its header");
    }

    private static void decoded(String value) {
        var text = HeaderValue.decode(value);
        var marked = MARKED.matcher(value);
        boolean isPrintable = value.isEmpty() || SAFE.matcher(value).matches();
        if (!isPrintable || !marked.matches()) {
            Finding.unless(text.equals(Optional.of(value).filter(_ -> isPrintable)), "a plain value is its text");
        } else if (text.isPresent()) {
            var bytes = text.get().getBytes(UTF_8);
            Finding.unless(
                    Base64.getEncoder().encodeToString(bytes).equals(marked.group(1)), "a text has one marked value");
        }
    }

    private static void mirrored(byte[] input) {
        JsonSlice arguments;
        try {
            arguments = JsonScanner.scanObject(input, JsonLimits.DEFAULT).whole();
        } catch (JsonProblem _) {
            return;
        }
        var values = HeaderParams.values(PARAMS, arguments);
        if (values.values().stream().anyMatch(HeaderTarget::isOddNumber) || hasLoneSurrogate(arguments)) {
            return; // no integer that a header may repeat, or no text that UTF-8 can
        }
        Finding.unless(agrees(arguments, values), "headers made from arguments agree with them");
        for (var param : PARAMS) {
            var name = param.headerName();
            if (values.containsKey(name)) {
                Finding.unless(!agrees(arguments, without(values, name)), "a missing header is refused");
                Finding.unless(!agrees(arguments, with(values, name, "other")), "another text is refused");
            } else {
                Finding.unless(!agrees(arguments, with(values, name, "")), "a header without argument is refused");
            }
        }
        same(arguments.asObject(), values);
    }

    /** A header says what its argument says, by a reading of its own. */
    private static void same(JsonObject arguments, Map<String, String> values) {
        var a = arguments.get("a").filter(HeaderTarget::isScalar);
        var b = arguments.object("b").flatMap(inner -> inner.get("c")).filter(HeaderTarget::isScalar);
        Finding.unless(said(values, "Mcp-Param-A").equals(a.map(HeaderTarget::plain)), "a header says its argument");
        Finding.unless(said(values, "Mcp-Param-B").equals(b.map(HeaderTarget::plain)), "a header says its argument");
    }

    private static Optional<String> said(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).flatMap(HeaderValue::decode);
    }

    private static boolean hasLoneSurrogate(JsonSlice arguments) {
        var cursor = new JsonCursor(arguments);
        while (cursor.next()) {
            if (!UTF_8.newEncoder().canEncode(cursor.text())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScalar(JsonSlice value) {
        return value.isString() || value.isNumber() || value.isBoolean();
    }

    private static String plain(JsonSlice value) {
        if (value.isNumber()) {
            return new BigDecimal(value.text()).toBigIntegerExact().toString();
        }
        return value.isString() ? value.asString() : value.text();
    }

    private static boolean isOddNumber(String value) {
        try {
            var number = new BigDecimal(value);
            return number.abs().compareTo(SAFE_INTEGER) > 0
                    || number.stripTrailingZeros().scale() > 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean agrees(JsonSlice arguments, Map<String, String> values) {
        try {
            HeaderParams.check(PARAMS, arguments, headers(values));
            return true;
        } catch (ProtocolException _) {
            return false;
        }
    }

    private static Headers headers(Map<String, String> values) {
        return name -> Optional.ofNullable(values.get(name)).map(List::of).orElse(List.of());
    }

    private static Map<String, String> without(Map<String, String> values, String name) {
        var fewer = new HashMap<>(values);
        fewer.remove(name);
        return fewer;
    }

    private static Map<String, String> with(Map<String, String> values, String name, String value) {
        var more = new HashMap<>(values);
        more.put(name, value.equals(more.get(name)) ? value + "x" : value);
        return more;
    }
}
