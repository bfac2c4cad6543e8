package io.nexusmcp.core.schema;

import com.networknt.schema.dialect.Dialects;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions of JSON Schema that are known, by the {@code $schema} that names them. */
enum Dialect {
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema"),
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
    DRAFT_7("http://json-schema.org/draft-07/schema"),
    DRAFT_6("http://json-schema.org/draft-06/schema"),
    DRAFT_4("http://json-schema.org/draft-04/schema");

    private final String id;

    Dialect(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    static List<com.networknt.schema.dialect.Dialect> rules() {
        return List.of(
                Dialects.getDraft202012(),
                Dialects.getDraft201909(),
                Dialects.getDraft7(),
                Dialects.getDraft6(),
                Dialects.getDraft4());
    }

    /** An empty fragment and either of http and https mean the same. */
    static Optional<Dialect> of(String uri) {
        var plain = uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
        return Arrays.stream(values())
                .filter(dialect -> afterScheme(dialect.id).equals(afterScheme(plain)) && plain.startsWith("http"))
                .findFirst();
    }

    static boolean isVocabulary(String uri) {
        return uri.startsWith("https://json-schema.org/draft/2020-12/meta/")
                || uri.startsWith("https://json-schema.org/draft/2019-09/meta/");
    }

    private static String afterScheme(String uri) {
        int colon = uri.indexOf(':');
        return uri.substring(colon + 1);
    }
}
