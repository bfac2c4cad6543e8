package io.nexusmcp.core.guard;

import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words by which a form shows that it wants a secret. */
final class SecretWords {
    private static final Set<String> SECRETS = Set.of(
            "password",
            "passwd",
            "passphrase",
            "passcode",
            "pwd",
            "pin",
            "otp",
            "totp",
            "cvv",
            "cvc",
            "secret",
            "secrets",
            "token",
            "credential",
            "credentials",
            "apikey",
            "privatekey",
            "secretkey",
            "accesskey",
            "mnemonic",
            "passwort",
            "kennwort",
            "contraseña",
            "senha",
            "пароль",
            "密码",
            "密碼",
            "パスワード",
            "비밀번호");
    private static final Set<String> KEY_OWNERS = Set.of(
            "api",
            "access",
            "private",
            "secret",
            "signing",
            "encryption",
            "ssh",
            "auth",
            "account",
            "license",
            "service",
            "master",
            "seed");
    private static final Pattern PHRASE = Pattern.compile("\\bpass ?words?\\b|\\bpass ?phrases?\\b|\\bpass"
        + " ?codes?\\b|\\b(api|access|private|secret|ssh|signing|encryption)"
        + " ?keys?\\b|\\b(access|auth|authentication|authorization|bearer|refresh|api|session|personal|security|login)"
        + " ?tokens?\\b|\\bclient ?secrets?\\b|\\byour ((secret|login) )?credentials?\\b|\\bone time"
        + " codes?\\b|\\b(seed|recovery) phrases?\\b|passwort|kennwort|mot de"
        + " passe|contraseña|senha|пароль|密码|密碼|パスワード|비밀번호");

    private SecretWords() {}

    /** Whether a field of this name, however its words are joined, asks for a secret. */
    static boolean inName(String name) {
        var words = words(name);
        for (int at = 0; at < words.size(); at++) {
            boolean isKey = words.get(at).equals("key") || words.get(at).equals("keys");
            if (SECRETS.contains(words.get(at)) || isKey && at > 0 && KEY_OWNERS.contains(words.get(at - 1))) {
                return true;
            }
        }
        return SECRETS.contains(String.join("", words));
    }

    static boolean inText(String text) {
        return PHRASE.matcher(String.join(" ", words(text))).find();
    }

    /** Lower case, with full-width and other look-alike forms folded and invisible characters gone. */
    private static List<String> words(String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("\\p{Cf}", "");
        var parted = plain.replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})", " ")
                .replaceAll("(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})", " ");
        return Arrays.stream(parted.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{M}]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
