package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Kind;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The types of keys that count: whole numbers, durations and sizes. */
final class Measures {
    /** From small to large. */
    private enum Time {
        MS("ms", Duration.ofMillis(1)),
        S("s", Duration.ofSeconds(1)),
        M("m", Duration.ofMinutes(1)),
        H("h", Duration.ofHours(1)),
        D("d", Duration.ofDays(1));

        private final String sign;
        private final Duration length;

        Time(String sign, Duration length) {
            this.sign = sign;
            this.length = length;
        }
    }

    /** From large to small. */
    private enum Size {
        GB(1L << 30),
        MB(1L << 20),
        KB(1L << 10),
        B(1);

        private final long bytes;

        Size(long bytes) {
            this.bytes = bytes;
        }
    }

    private static final String TIME_ADVICE = "write a number with ms, s, m, h or d, such as 30s";
    private static final String SIZE_ADVICE = "write a number of bytes, or one with KB, MB or GB, such as 10MB";
    private static final int MAX_DIGITS = 12;

    private Measures() {}

    static ValueType<Integer> integer(int min, int max) {
        return new Whole(min, max);
    }

    /** @param bare what a number without a unit counts */
    static ValueType<Duration> duration(Duration bare, Duration min, Duration max) {
        return new Length(bare, min, max);
    }

    /** In bytes. */
    static ValueType<Long> bytes(long min, long max) {
        return new Bytes(min, max);
    }

    private static final class Whole extends ValueType<Integer> {
        private final int min;
        private final int max;

        Whole(int min, int max) {
            this.min = min;
            this.max = max;
        }

        @Override
        Shape shape() {
            return new Shape(
                    Shape.Sort.NUMBER,
                    "whole number",
                    "",
                    min + " to " + max,
                    List.of(),
                    OptionalLong.of(min),
                    OptionalLong.of(max));
        }

        @Override
        Integer parse(Scalar scalar) {
            refuse(scalar, "a whole number");
            long value = whole(scalar.text(), "write a whole number");
            if (value < min || value > max) {
                throw new BadValue("is not between " + min + " and " + max, "");
            }
            return Math.toIntExact(value);
        }
    }

    private static final class Length extends ValueType<Duration> {
        private final Duration bare;
        private final Duration min;
        private final Duration max;

        Length(Duration bare, Duration min, Duration max) {
            this.bare = bare;
            this.min = min;
            this.max = max;
        }

        @Override
        Shape shape() {
            return new Shape(
                    Shape.Sort.MEASURE,
                    "duration",
                    Measures.show(bare).substring(1),
                    Measures.show(min) + " to " + Measures.show(max),
                    List.of(),
                    OptionalLong.of(min.dividedBy(bare)),
                    OptionalLong.of(max.dividedBy(bare)));
        }

        @Override
        Duration parse(Scalar scalar) {
            refuse(scalar, "a duration");
            var value = time(scalar.text(), bare);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new BadValue("is not between " + Measures.show(min) + " and " + Measures.show(max), "");
            }
            return value;
        }

        @Override
        String show(Duration value) {
            return Measures.show(value);
        }
    }

    private static final class Bytes extends ValueType<Long> {
        private final long min;
        private final long max;

        Bytes(long min, long max) {
            this.min = min;
            this.max = max;
        }

        @Override
        Shape shape() {
            return new Shape(
                    Shape.Sort.MEASURE,
                    "size",
                    "bytes",
                    Measures.show(min) + " to " + Measures.show(max),
                    List.of(),
                    OptionalLong.of(min),
                    OptionalLong.of(max));
        }

        @Override
        Long parse(Scalar scalar) {
            refuse(scalar, "a size");
            long value = size(scalar.text());
            if (value < min || value > max) {
                throw new BadValue("is not between " + Measures.show(min) + " and " + Measures.show(max), "");
            }
            return value;
        }

        @Override
        String show(Long value) {
            return Measures.show(value.longValue());
        }
    }

    static String show(Duration value) {
        var unit = Time.MS;
        for (var larger : Time.values()) {
            long millis = larger.length.toMillis();
            if (value.toMillis() >= millis && value.toMillis() % millis == 0) {
                unit = larger;
            }
        }
        return String.valueOf(value.dividedBy(unit.length)).concat(unit.sign);
    }

    static String show(long bytes) {
        for (var unit : Size.values()) {
            if (bytes != 0 && bytes % unit.bytes == 0) {
                return String.valueOf(bytes / unit.bytes).concat(unit.name());
            }
        }
        return String.valueOf(bytes).concat("B");
    }

    private static void refuse(Scalar scalar, String expected) {
        if (scalar.kind() == Kind.BOOLEAN) {
            throw new BadValue("is " + scalar.kind().words() + " where " + expected + " is expected", "");
        }
    }

    private static Duration time(String text, Duration bare) {
        int unitAt = unitAt(text);
        var sign = text.substring(unitAt);
        var unit = sign.isEmpty() ? bare : unit(sign);
        return unit.multipliedBy(whole(text.substring(0, unitAt), TIME_ADVICE));
    }

    private static Duration unit(String sign) {
        for (var unit : Time.values()) {
            if (unit.sign.equals(sign)) {
                return unit.length;
            }
        }
        throw new BadValue("is no duration", TIME_ADVICE);
    }

    private static long size(String text) {
        int unitAt = unitAt(text);
        var sign = text.substring(unitAt);
        for (var unit : Size.values()) {
            if (unit.name().equals(sign) || sign.isEmpty() && unit == Size.B) {
                long count = whole(text.substring(0, unitAt), SIZE_ADVICE);
                // Beyond this every bound is broken anyway, and the product cannot overflow.
                return Math.clamp(count, -Integer.MAX_VALUE, Long.MAX_VALUE / unit.bytes) * unit.bytes;
            }
        }
        throw new BadValue("is no size", SIZE_ADVICE);
    }

    private static int unitAt(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static long whole(String text, String advice) {
        boolean isNegative = text.startsWith("-");
        var digits = isNegative ? text.substring(1) : text;
        boolean isNumber = !digits.isEmpty() && unitAt(digits) == digits.length() && !digits.startsWith("-");
        if (!isNumber || digits.length() > MAX_DIGITS || digits.length() > 1 && digits.startsWith("0")) {
            throw new BadValue("is no whole number", advice);
        }
        return Long.parseLong(text);
    }
}
