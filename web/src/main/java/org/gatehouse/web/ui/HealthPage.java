package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.management.ManagementFactory;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.startup.Readiness;

/** How this node is, as far as it can tell itself. */
@Named
@RequestScoped
public class HealthPage {

  @Inject private PanelCommands commands;
  @Inject private Readiness readiness;
  @Inject private ServerCertificate certificate;
  @Inject private Times times;

  private Boolean ready;
  private Map<String, Object> secret;

  /** Whether the database answers and the secret is the one in force. */
  public boolean isReady() {
    if (ready == null) {
      ready = readiness.ready();
    }
    return ready;
  }

  /** The version of Gatehouse. */
  public String getVersion() {
    return System.getProperty("gatehouse.version", "");
  }

  /** When Gatehouse was started. */
  public String getStarted() {
    return times.shown(
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
  }

  /** How long the machine has been running. */
  public String getUptime() {
    return (String) commands.call("common:get-uptime", Map.of());
  }

  /** The load averages of the machine. */
  public String getLoad() {
    NumberFormat format = NumberFormat.getInstance(Texts.locale());
    format.setMinimumFractionDigits(2);
    format.setMaximumFractionDigits(2);
    return ((Map<?, ?>) commands.call("common:get-load", Map.of()))
        .values().stream().map(format::format).collect(Collectors.joining(" · "));
  }

  /** Which secret is in force: its number, since when, and its fingerprint. */
  public Map<String, Object> getSecret() {
    if (secret == null) {
      secret = commands.map("scope:get", Map.of("scope", "auth.secret"));
    }
    return secret;
  }

  /** Since when the secret is in force. */
  public String getSecretSince() {
    String since = Objects.toString(getSecret().get("since"), "");
    return since.isEmpty() ? Texts.of("health.first") : times.shown(since);
  }

  /** The end of the certificate that is shown. */
  public String getCertificateEnd() {
    return times.shown(certificate.end().toString());
  }

  /** Whether the certificate is known to clients only by having been told to trust it. */
  public boolean isSelfSigned() {
    return certificate.selfSigned();
  }
}
