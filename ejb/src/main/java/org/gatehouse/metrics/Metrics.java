package org.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.host.Host;

/** What Gatehouse counts, in the text format that Prometheus reads. */
@ApplicationScoped
public class Metrics {

  @Inject private Host host;

  private PrometheusMeterRegistry registry;
  private Counter refusals;

  /** Looking a counter up in the registry costs more than a refusal may. */
  private final Map<Outcome, Counter> attempts = new ConcurrentHashMap<>();

  private final Map<AuditEvent.What, Counter> audited = new ConcurrentHashMap<>();

  private record Outcome(Gate gate, Class<? extends Verdict> verdict) {}

  @PostConstruct
  void open() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    FunctionCounter.builder("gatehouse.hashes", host, Host::hashes)
        .description("Password hashes computed, to verify or to make one")
        .register(registry);
    refusals =
        Counter.builder("gatehouse.refusals")
            .description("Requests of blocked addresses refused at the edge")
            .register(registry);
  }

  @PreDestroy
  void close() {
    registry.close();
  }

  /** Counts an attempt by its gate and verdict. */
  public void attempt(Gate gate, Verdict verdict) {
    attempts
        .computeIfAbsent(
            new Outcome(gate, verdict.getClass()),
            outcome ->
                Counter.builder("gatehouse.attempts")
                    .description("Attempts to come in, by gate and verdict")
                    .tag("gate", gate.name().toLowerCase(Locale.ROOT))
                    .tag("verdict", outcome.verdict.getSimpleName().toLowerCase(Locale.ROOT))
                    .register(registry))
        .increment();
  }

  /** Counts a request of a blocked address that was refused before anything was read. */
  public void refusal() {
    refusals.increment();
  }

  /** Counts an event that the audit has. */
  public void audited(AuditEvent.What what) {
    audited
        .computeIfAbsent(
            what,
            kind ->
                Counter.builder("gatehouse.audit.events")
                    .description("Security events that the audit has, by kind")
                    .tag("what", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry))
        .increment();
  }

  /** All figures, in the text format 0.0.4 of Prometheus. */
  public String text() {
    return registry.scrape();
  }
}
