package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an elicitation asks for, and the same form for clients of older revisions. */
public final class Elicitation {
    private Elicitation() {}

    /** Whether the person is sent to a page; without a mode it is a form. */
    public static boolean isUrl(JsonObject params) {
        return params.string("mode").filter("url"::equals).isPresent();
    }

    /** The form for a client of 2025-06-18, which knows single choices only; empty when it cannot be put to it. */
    static Optional<JsonObject> simple(JsonObject params) {
        var schema = params.object("requestedSchema");
        var fields = schema.flatMap(form -> form.object("properties"));
        if (fields.isEmpty()) {
            return Optional.of(params);
        }
        var edit = fields.get().edit();
        for (var name : fields.get().names()) {
            var field = fields.get().object(name);
            if (field.filter(Elicitation::isChoiceOfSeveral).isPresent()) {
                return Optional.empty();
            }
            field.ifPresent(known -> edit.set(name, simpleField(known)));
        }
        var form = schema.get().edit().set("properties", edit.object()).object();
        return Optional.of(
                params.edit().remove("mode").set("requestedSchema", form).object());
    }

    private static boolean isChoiceOfSeveral(JsonObject field) {
        return field.string("type").filter("array"::equals).isPresent();
    }

    private static JsonObject simpleField(JsonObject field) {
        var edit = field.edit();
        if (field.string("type").filter("boolean"::equals).isEmpty()) {
            edit.remove("default");
        }
        var choices = field.get("oneOf").filter(JsonSlice::isArray);
        if (choices.isPresent()) {
            List<JsonSlice> values = new ArrayList<>();
            List<JsonSlice> titles = new ArrayList<>();
            for (var choice : choices.get().asArray()) {
                var value = choice.isObject() ? choice.asObject().get("const") : Optional.<JsonSlice>empty();
                value.ifPresent(known -> {
                    values.add(known);
                    titles.add(choice.asObject().get("title").orElse(known));
                });
            }
            edit.remove("oneOf").set("enum", OutputSchema.array(values)).set("enumNames", OutputSchema.array(titles));
        }
        return edit.object();
    }
}
