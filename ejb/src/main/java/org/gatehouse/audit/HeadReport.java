package org.gatehouse.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the head of this node's chain to syslog, so that somebody else has it when this server is
 * no longer to be trusted. A message of RFC 5424: facility 13 (log audit), severity 6, message id
 * {@code HEAD}, and the head as {@code audit:verify} takes it.
 */
final class HeadReport {

  private static final Logger LOG = Logger.getLogger(HeadReport.class.getName());

  private static final int FACILITY_AUDIT = 13;
  private static final int SEVERITY_INFORMATIONAL = 6;
  private static final int LONGEST_HOST_NAME = 255;

  private final Supplier<Optional<Syslog>> place;
  private final InstantSource clock;
  private final String host;
  private final long process;

  private Optional<Head> told = Optional.empty();
  private Optional<Syslog> toldTo = Optional.empty();
  private boolean outage;

  /**
   * Reports to a place.
   *
   * @param place the place of now; empty tells nobody
   * @param host what this machine calls itself
   * @param process the number of this process
   */
  HeadReport(Supplier<Optional<Syslog>> place, InstantSource clock, String host, long process) {
    this.place = place;
    this.clock = clock;
    this.host = host;
    this.process = process;
  }

  /**
   * Tells the head, unless there is none or it is the one that was told last. What fails is told in
   * the log, once until it works again, and tried again with the next report.
   */
  synchronized void report(Optional<Head> head) {
    Optional<Syslog> syslog = place.get();
    if (!syslog.equals(toldTo)) {
      told = Optional.empty();
      outage = false;
      toldTo = syslog;
    }
    if (syslog.isEmpty() || head.isEmpty() || head.equals(told)) {
      return;
    }
    try {
      syslog.get().send(message(head.get()).getBytes(StandardCharsets.UTF_8));
      told = head;
      if (outage) {
        LOG.log(Level.INFO, "[audit] syslog takes messages again");
      }
      outage = false;
    } catch (IOException | RuntimeException e) {
      if (!outage) {
        LOG.log(
            Level.WARNING,
            "the audit''s head cannot be told to [audit] syslog, and is tried each minute: {0}",
            Line.of(String.valueOf(e.getMessage())));
      }
      outage = true;
    }
  }

  private String message(Head head) {
    return "<%d>1 %s %s gatehouse %d HEAD - audit head %s"
        .formatted(
            8 * FACILITY_AUDIT + SEVERITY_INFORMATIONAL,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            printable(host),
            process,
            head);
  }

  /** RFC 5424, section 6: HOSTNAME is printable US-ASCII without spaces, or a hyphen for none. */
  private static String printable(String host) {
    String name = host.replaceAll("[^!-~]", "");
    return name.isEmpty() ? "-" : name.substring(0, Math.min(name.length(), LONGEST_HOST_NAME));
  }
}
