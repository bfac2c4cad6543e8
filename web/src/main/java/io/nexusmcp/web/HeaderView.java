package io.nexusmcp.web;

import io.nexusmcp.protocol.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** The header fields of a Jetty request by reference. */
public final class HeaderView implements Headers {
    private final HttpFields fields;

    public HeaderView(HttpFields fields) {
        this.fields = fields;
    }

    @Override
    public List<String> all(String name) {
        List<String> found = List.of();
        for (var field : fields) {
            if (field.is(name)) {
                found = found.isEmpty() ? new ArrayList<>(1) : found;
                found.add(field.getValue() == null ? "" : field.getValue());
            }
        }
        return found;
    }

    @Override
    public Optional<String> only(String name) {
        String found = null;
        for (var field : fields) {
            if (field.is(name)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = field.getValue() == null ? "" : field.getValue();
            }
        }
        return Optional.ofNullable(found);
    }
}
