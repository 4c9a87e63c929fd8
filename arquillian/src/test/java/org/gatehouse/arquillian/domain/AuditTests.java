package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.Domain.atOnce;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;

/** The audit on a real database, in real transactions. */
interface AuditTests {

  Domain domain();

  private static Audit audit() {
    return CDI.current().select(Audit.class).get();
  }

  private static UserTransaction transaction() {
    try {
      return InitialContext.doLookup("java:comp/UserTransaction");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AuditEvent by(String actor) {
    return new AuditEvent(
        What.KEY, actor, Optional.of(Gate.SOAP), Optional.empty(), "a test", Result.DONE);
  }

  private static String somebody() {
    return UUID.randomUUID().toString();
  }

  private List<Map<?, ?>> eventsOf(String actor) {
    List<?> found =
        (List<?>)
            domain()
                .commands()
                .call(Domain.ADMIN, "audit", "search", Map.of("actor", actor, "limit", 1_000));
    return found.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  private List<Map<?, ?>> chainedEventsOf(String actor) {
    long start = System.nanoTime();
    while (true) {
      List<Map<?, ?>> events = eventsOf(actor);
      if (events.stream().allMatch(event -> sequence(event) > 0)) {
        return events;
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(2));
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static long sequence(Map<?, ?> event) {
    return (long) event.get("sequence");
  }

  private Map<?, ?> verified() {
    return (Map<?, ?>) domain().commands().call(Domain.ADMIN, "audit", "verify", List.of());
  }

  @Test
  default void anEventIsKeptExactlyWhenItsTransactionIs() throws Exception {
    String kept = somebody();
    String gone = somebody();
    UserTransaction transaction = transaction();

    transaction.begin();
    audit().record(by(gone));
    transaction.rollback();
    transaction.begin();
    audit().record(by(kept));
    transaction.commit();

    assertThat(chainedEventsOf(kept)).hasSize(1);
    assertThat(eventsOf(gone)).isEmpty();
  }

  @Test
  default void denialsAndRefusalsAreCountedForAChartBeforeAndAfterTheyHaveTheirPlace() {
    String actor = somebody();
    long before = atDav();

    audit().record(refusal(actor, What.DENIAL, "wrong password"));
    audit().record(refusal(actor, What.REFUSAL, "12345 requests of a blocked address"));

    assertThat(atDav() - before).isGreaterThanOrEqualTo(12_346).isLessThan(20_000);
    assertThat(chainedEventsOf(actor)).hasSize(2);
    assertThat(atDav() - before).isGreaterThanOrEqualTo(12_346).isLessThan(20_000);
  }

  private static AuditEvent refusal(String actor, What what, String detail) {
    return AuditEvent.of(what, actor, Gate.DAV, Domain.ADMIN.address(), detail, Result.REFUSED);
  }

  private long atDav() {
    Map<?, ?> told =
        (Map<?, ?>) domain().commands().call(Domain.ADMIN, "anvil", "get-refusals", List.of(168));
    List<?> each = (List<?>) ((Map<?, ?>) told.get("gates")).get("DAV");
    return each.stream().mapToLong(count -> (long) count).sum();
  }

  @Test
  default void anEventWithoutATransactionIsItsOwn() {
    String actor = somebody();

    audit().record(by(actor));

    assertThat(chainedEventsOf(actor)).hasSize(1);
  }

  @Test
  default void manyThreadsAtOnceMakeOneChainWithoutGaps() throws Exception {
    String actor = somebody();

    atOnce(
        16,
        () -> {
          UserTransaction transaction = transaction();
          for (int i = 0; i < 20; i++) {
            transaction.begin();
            audit().record(by(actor));
            if (i % 5 == 0) {
              transaction.rollback();
            } else {
              transaction.commit();
            }
          }
          return "";
        });

    List<Map<?, ?>> events = chainedEventsOf(actor);
    assertThat(events).hasSize(16 * 16);
    assertThat(events).extracting(AuditTests::sequence).doesNotHaveDuplicates();
    Map<?, ?> outcome = verified();
    assertThat(outcome.get("verified")).as(outcome.toString()).isEqualTo(true);
    assertThat(outcome.get("faults")).isEqualTo(List.of());
    assertThat((Long) outcome.get("records")).isGreaterThanOrEqualTo(16 * 16);
  }

  @Test
  default void aHostileNameIsKeptVerifiedAndToldOnOneLine() {
    String own = somebody();
    String hostile = own + "\r\n<110>1 forged \u202e\u2028\0\ud83e 🦊\\ ";

    audit().record(by(hostile));

    assertThat(chainedEventsOf(own))
        .singleElement()
        .extracting(event -> event.get("actor"))
        .isEqualTo(own + "\\u{d}\\u{a}<110>1 forged \\u{202e}\\u{2028}\ufffd\ufffd 🦊\\\\ ");
    assertThat(verified().get("verified")).isEqualTo(true);
  }

  @Test
  default void nobodyButTheApplianceAdminMayAskTheAudit() {
    String site = Domain.freshDomain();
    int id = domain().addSite(site, "a good password");

    assertThat(
            domain()
                .commands()
                .call(Domain.owner(site, id), "misc", "list-commands", List.of("audit:*")))
        .isEqualTo(List.of());
    assertThat(domain().commands().call(Domain.ADMIN, "misc", "list-commands", List.of("audit:*")))
        .isEqualTo(List.of("audit:head", "audit:list", "audit:search", "audit:verify"));
  }
}
