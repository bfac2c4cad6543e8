package io.nexusmcp.hub.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.identity.Network;
import io.nexusmcp.core.policy.Permission;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import java.util.List;
import java.util.OptionalLong;

/** The types of keys that hold text or a yes. */
final class Values {
    /** Any text. */
    static final ValueType<String> TEXT = new AnyText();

    /** Any text but an empty one. */
    static final ValueType<String> FILLED = TextRule.matching("text", "not empty", "(?s).*\\S.*");

    /** Text, or a number or boolean by its spelling, as editors write environments and arguments. */
    static final ValueType<String> SCALAR = new AnyScalar();

    static final ValueType<Boolean> BOOL = new Bool();

    /** A credential; the placeholders of guides are refused. */
    static final ValueType<Secret> SECRET = new Credential();

    /** 32 random bytes in base64. */
    static final ValueType<Secret> SEALING_KEY = new SealingKey();

    static final ValueType<String> NAME = TextRule.matching(
            "name", "1 to 64 of letters, digits, dot, hyphen and underscore", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static final ValueType<String> HEADER =
            TextRule.matching("header name", "a token of RFC 9110", "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    static final ValueType<Address> NETWORK = new NetworkType();
    static final ValueType<Permission> PERMISSION = new PermissionType();

    /** A regular expression that runs in linear time. */
    static final ValueType<Pattern> PATTERN = new PatternType();

    private Values() {}

    /** A network as written. */
    record Address(String text, Network network) {}

    private static final class AnyText extends ValueType.OfText<String> {
        @Override
        Shape shape() {
            return Shape.text("text", "");
        }

        @Override
        String parse(String text) {
            return text;
        }
    }

    private static final class AnyScalar extends ValueType<String> {
        @Override
        Shape shape() {
            return Shape.text("text", "");
        }

        @Override
        String parse(Scalar scalar) {
            if (scalar.text().indexOf('\0') >= 0) {
                throw new BadValue("has a NUL character", "");
            }
            return scalar.text();
        }
    }

    private static final class Bool extends ValueType<Boolean> {
        @Override
        Shape shape() {
            return new Shape(
                    Shape.Sort.BOOLEAN, "true or false", "", "", List.of(), OptionalLong.empty(), OptionalLong.empty());
        }

        @Override
        Boolean parse(Scalar scalar) {
            if (!scalar.text().equals("true") && !scalar.text().equals("false")) {
                throw new BadValue("is neither true nor false", "");
            }
            return scalar.text().equals("true");
        }
    }

    private static class Credential extends ValueType.OfText<Secret> {
        @Override
        Shape shape() {
            return Shape.text("secret text", "not empty");
        }

        @Override
        Secret parse(String text) {
            if (text.isEmpty()) {
                throw new BadValue("is empty", "");
            }
            return SecretStrength.refusePlaceholder(text);
        }

        @Override
        String show(Secret value) {
            return value.reveal();
        }

        @Override
        String display(Secret value) {
            return Shown.HIDDEN;
        }
    }

    private static final class SealingKey extends Credential {
        @Override
        Shape shape() {
            return Shape.text("base64 text", "32 random bytes");
        }

        @Override
        Secret parse(String text) {
            return SecretStrength.sealingKey(text);
        }
    }

    private static final class NetworkType extends ValueType.OfText<Address> {
        @Override
        Shape shape() {
            return Shape.text("network", "an IP address or CIDR block");
        }

        @Override
        Address parse(String text) {
            var network = Network.parse(text);
            if (network.isEmpty()) {
                throw new BadValue("is no IP address or CIDR block", "write one such as 10.0.0.0/8");
            }
            return new Address(text, network.get());
        }

        @Override
        String show(Address value) {
            return value.text();
        }
    }

    private static final class PermissionType extends ValueType.OfText<Permission> {
        @Override
        Shape shape() {
            return Shape.text("permission", "action:resource");
        }

        @Override
        Permission parse(String text) {
            var permission = Permission.parse(text);
            if (permission.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
                throw new BadValue(
                        "permits nothing there is",
                        "write read:, write: or execute: and a resource, such as read:* or execute:tools/files/*");
            }
            return permission.get();
        }
    }

    private static final class PatternType extends ValueType.OfText<Pattern> {
        @Override
        Shape shape() {
            return Shape.text("regular expression", "RE2 syntax; must not match the empty text");
        }

        @Override
        Pattern parse(String text) {
            try {
                var pattern = Pattern.compile(text);
                if (pattern.matcher("").find()) {
                    throw new BadValue("matches the empty text", "ask for at least one character");
                }
                return pattern;
            } catch (PatternSyntaxException e) {
                throw new BadValue(
                        "is no regular expression: " + e.getDescription(),
                        "look-around and back references are not supported");
            }
        }

        @Override
        String show(Pattern value) {
            return value.pattern();
        }
    }
}
