package io.nexusmcp.adminplane.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Memory, threads, collections and age of the process, read when somebody asks. */
public final class JvmMetrics {
    private static final double MILLIS = 1e-3;
    private static final double NANOS = 1e-9;

    private JvmMetrics() {}

    public static void register(PrometheusRegistry registry) {
        memory(registry, "jvm_memory_used_bytes", "Memory in use.", MemoryUsage::getUsed);
        memory(registry, "jvm_memory_committed_bytes", "Memory taken from the system.", MemoryUsage::getCommitted);
        memory(registry, "jvm_memory_max_bytes", "Memory that may be used.", MemoryUsage::getMax);
        gauge(
                registry,
                "jvm_threads_current",
                "Live platform threads.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(
                registry,
                "process_start_time_seconds",
                "Start of the process, since the epoch.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() * MILLIS);
        gauge(
                registry,
                "nexus_uptime_seconds",
                "Age of the process.",
                () -> ManagementFactory.getRuntimeMXBean().getUptime() * MILLIS);
        collections(
                registry,
                "jvm_gc_collections_total",
                "Garbage collections.",
                1,
                GarbageCollectorMXBean::getCollectionCount);
        collections(
                registry,
                "jvm_gc_time_seconds_total",
                "Time spent in garbage collections.",
                MILLIS,
                GarbageCollectorMXBean::getCollectionTime);
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("CPU time of the process.")
                .callback(counter -> counter.call(cpuSeconds()))
                .register(registry);
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toNanos() * NANOS)
                .orElse(0.0);
    }

    private static void memory(
            PrometheusRegistry registry, String name, String help, ToDoubleFunction<MemoryUsage> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("area")
                .callback(gauge -> {
                    var bean = ManagementFactory.getMemoryMXBean();
                    gauge.call(value.applyAsDouble(bean.getHeapMemoryUsage()), "heap");
                    gauge.call(value.applyAsDouble(bean.getNonHeapMemoryUsage()), "nonheap");
                })
                .register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    private static void collections(
            PrometheusRegistry registry,
            String name,
            String help,
            double unit,
            ToLongFunction<GarbageCollectorMXBean> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("gc")
                .callback(counter -> ManagementFactory.getGarbageCollectorMXBeans()
                        .forEach(bean -> counter.call(Math.max(0, value.applyAsLong(bean)) * unit, bean.getName())))
                .register(registry);
    }
}
