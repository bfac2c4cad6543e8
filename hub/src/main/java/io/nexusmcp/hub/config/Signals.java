package io.nexusmcp.hub.config;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The only class that handles them is reached by reflection, since the compiler
 * warns of every direct use of it in a way that cannot be answered.
 */
public final class Signals {
    private Signals() {}

    /** @param name such as {@code HUP}; from now on the signal runs the action instead of what it did before */
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself only
    public static void on(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield null;
                        }
                        case "equals" -> arguments[0] == self;
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "handler of SIG" + name;
                    });
            var wanted = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, wanted, proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be handled on this Java platform", e);
        }
    }

    /** Sends this process a signal. */
    public static void raise(String name) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be sent on this Java platform", e);
        }
    }
}
