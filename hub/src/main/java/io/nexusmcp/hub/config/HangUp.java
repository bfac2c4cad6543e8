package io.nexusmcp.hub.config;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * SIGHUP, which asks a daemon to read its configuration again. The only class that handles signals is reached by
 * reflection, since the compiler warns of every direct use of it in a way that cannot be answered.
 */
final class HangUp {
    private static volatile Runnable action = () -> {};

    private HangUp() {}

    static void onSignal(Runnable next) {
        action = next;
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var received = MethodHandles.lookup()
                    .findStatic(HangUp.class, "received", MethodType.methodType(void.class, Object.class))
                    .asType(MethodType.methodType(void.class, signal));
            var hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler)
                    .invoke(null, hangUp, MethodHandleProxies.asInterfaceInstance(handler, received));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIGHUP cannot be handled on this Java platform", e);
        }
    }

    /** The signal is ignored from now on, rather than ending the process while it stops. */
    static void forget() {
        action = () -> {};
    }

    /** Called through the handle above. */
    static void received(Object signal) {
        action.run();
    }
}
