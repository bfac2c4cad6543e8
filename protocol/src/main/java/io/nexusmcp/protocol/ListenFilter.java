package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a modern client wants to hear on one {@code subscriptions/listen} stream, or what of it is honoured. Members of
 * extensions that the hub does not know are never honoured.
 *
 * @param uris of resources, in the order of the client
 * @param tasks the ids that the client knows them by, in its order
 */
public record ListenFilter(Set<ListKind> lists, Set<String> uris, Set<String> tasks) {
    public static final String METHOD = "subscriptions/listen";
    public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

    private static final String MEMBER = "notifications";
    private static final String URIS = "resourceSubscriptions";
    private static final String TASKS = "taskIds";
    private static final JsonSlice TRUE = JsonSlice.trusted("true");

    public ListenFilter {
        lists = Set.copyOf(lists);
        uris = Collections.unmodifiableSet(new LinkedHashSet<>(uris));
        tasks = Collections.unmodifiableSet(new LinkedHashSet<>(tasks));
    }

    /** For whom tasks are of no interest. */
    public ListenFilter(Set<ListKind> lists, Set<String> uris) {
        this(lists, uris, Set.of());
    }

    /** The filter in the parameters of a request or an acknowledgement; {@link ProtocolException} for anything else. */
    public static ListenFilter read(JsonObject params) {
        var wanted = params.object(MEMBER).orElseThrow(() -> invalid("params.notifications must be an object"));
        var lists = EnumSet.noneOf(ListKind.class);
        for (var kind : ListKind.values()) {
            if (wanted.get(kind.member()).map(value -> isTrue(kind, value)).orElse(false)) {
                lists.add(kind);
            }
        }
        return new ListenFilter(lists, strings(wanted, URIS), strings(wanted, TASKS));
    }

    private static boolean isTrue(ListKind kind, JsonSlice value) {
        if (!value.isBoolean()) {
            throw invalid("params.notifications." + kind.member() + " must be true or false");
        }
        return value.equals(TRUE);
    }

    private static Set<String> strings(JsonObject wanted, String name) {
        var strings = new LinkedHashSet<String>();
        wanted.get(name).ifPresent(list -> {
            if (!list.isArray()) {
                throw invalid("params.notifications." + name + " must be a list");
            }
            for (var each : list.asArray()) {
                if (!each.isString()) {
                    throw invalid("params.notifications." + name + " must hold strings");
                }
                strings.add(each.asString());
            }
        });
        return strings;
    }

    public boolean isEmpty() {
        return lists.isEmpty() && uris.isEmpty() && tasks.isEmpty();
    }

    /** Parameters that hold nothing but this filter. */
    public JsonObject params() {
        var filter = JsonObject.EMPTY.edit();
        for (var kind : ListKind.values()) {
            if (lists.contains(kind)) {
                filter.set(kind.member(), TRUE);
            }
        }
        if (!uris.isEmpty()) {
            filter.set(URIS, list(uris));
        }
        if (!tasks.isEmpty()) {
            filter.set(TASKS, list(tasks));
        }
        return JsonObject.EMPTY.edit().set(MEMBER, filter.object()).object();
    }

    private static JsonSlice list(Set<String> strings) {
        return OutputSchema.array(strings.stream().map(JsonSlice::string).toList());
    }

    private static ProtocolException invalid(String message) {
        return ProtocolException.of(200, ErrorCode.INVALID_PARAMS, message);
    }
}
