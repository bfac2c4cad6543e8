package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The arguments of a tool that modern requests repeat in {@code Mcp-Param-*} headers. */
public final class HeaderParams {
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,32})?");
    private static final BigDecimal MAX_INTEGER = BigDecimal.valueOf((1L << 53) - 1);

    private HeaderParams() {}

    /** Reads the annotations of a tool's input schema; one bad annotation makes the whole tool invalid. */
    public static HeaderAnnotations of(JsonSlice inputSchema) {
        return HeaderAnnotationReader.read(inputSchema.tree());
    }

    /** Refuses a request whose headers do not say what its arguments say. Other {@code Mcp-Param-*} are ignored. */
    public static void check(List<HeaderParam> params, JsonSlice arguments, Headers headers) {
        if (params.isEmpty()) {
            return;
        }
        var object = arguments.asObject();
        for (var param : params) {
            check(param, value(param, object), headers.all(param.headerName()));
        }
    }

    /** The headers for a request with these arguments; null, absent and structured values have none. */
    public static Map<String, String> values(List<HeaderParam> params, JsonSlice arguments) {
        if (params.isEmpty()) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        var object = arguments.asObject();
        for (var param : params) {
            value(param, object).ifPresent(value -> headers.put(param.headerName(), HeaderValue.encode(text(value))));
        }
        return headers;
    }

    private static void check(HeaderParam param, Optional<JsonSlice> value, List<String> given) {
        if (given.isEmpty() && value.isEmpty()) {
            return;
        }
        if (given.size() != 1 || value.isEmpty()) {
            throw MirroredHeaders.mismatch(param.headerName()
                    + (given.size() > 1
                            ? " is there more than once"
                            : given.isEmpty() ? " is missing" : " has no argument to repeat"));
        }
        var decoded = HeaderValue.decode(given.getFirst());
        if (decoded.filter(text -> says(text, value.get())).isEmpty()) {
            throw MirroredHeaders.mismatch(param.headerName() + " differs from its argument");
        }
    }

    private static boolean says(String header, JsonSlice value) {
        if (!value.isNumber()) {
            return header.equals(text(value));
        }
        return DECIMAL.matcher(header).matches() && new BigDecimal(header).compareTo(new BigDecimal(value.text())) == 0;
    }

    private static Optional<JsonSlice> value(HeaderParam param, JsonObject arguments) {
        var path = param.path();
        var parent = Optional.of(arguments);
        for (int at = 0; at < path.size() - 1; at++) {
            var name = path.get(at);
            parent = parent.flatMap(object -> object.object(name));
        }
        return parent.flatMap(object -> object.get(path.getLast()))
                .filter(value -> value.isString() || value.isNumber() || value.isBoolean());
    }

    /** Integers are decimal, however the body writes them; a number that is no safe integer is left to the schema. */
    private static String text(JsonSlice value) {
        if (value.isString()) {
            return value.asString();
        }
        if (!value.isNumber()) {
            return value.text();
        }
        var number = new BigDecimal(value.text());
        boolean isInteger = number.abs().compareTo(MAX_INTEGER) <= 0
                && number.stripTrailingZeros().scale() <= 0;
        return isInteger ? number.toBigInteger().toString() : value.text();
    }
}
