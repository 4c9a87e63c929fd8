package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A heap dump after sign-out holds no plain password or session id outside the server's pooled
 * network buffers (issue 3, "Shows" 3). Which these are is printed.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class HeapDumpIT {

  /** Grizzly's memory pool, and the buffers for TLS that its threads keep. */
  private static final Predicate<String> NETWORK_BUFFER =
      holder ->
          holder.startsWith("org.glassfish.grizzly.memory.")
              || holder.startsWith("org.glassfish.grizzly.ssl.")
                  && holder.contains(" extends org.glassfish.grizzly.memory.");

  /**
   * What a parsed message shows of such a buffer: a place in it, not a copy. Grizzly keeps the
   * message for the next one and lets go of its places when that one is read.
   */
  private static final Predicate<String> PLACE_IN_A_BUFFER =
      holder -> holder.startsWith("org.glassfish.grizzly.http.util.ByteChunk extends ");

  private final GatehouseServer gatehouse;

  HeapDumpIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Test
  void aHeapDumpAfterSignOutHoldsNoSecretOutsideTheServersPooledNetworkBuffers()
      throws IOException {
    List<String> secrets;
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      SecretUse use = new SecretUse(gatehouse, visitor, "dumped");
      use.everywhere();
      use.signOut();
      secrets = use.secrets();
    }
    // Until then the server keeps what called for it.
    Until.holds("the audit has written what happened", this::nothingWaitsForItsPlace);

    try (HeapDump dump = HeapDump.of(gatehouse)) {
      assertControlIsFound(dump);
      Traces traces = Traces.of(secrets);
      List<HeapDump.Found> found = dump.find(traces);
      Set<String> holders = new TreeSet<>();
      assertThat(found)
          .allSatisfy(
              array -> {
                assertThat(array.holders())
                    .as(array.way())
                    .anyMatch(NETWORK_BUFFER)
                    .allMatch(NETWORK_BUFFER.or(PLACE_IN_A_BUFFER));
                holders.addAll(array.holders());
              });
      assertThat(dump.count(traces))
          .as("no trace is anywhere but in those arrays")
          .isEqualTo(found.stream().mapToLong(HeapDump.Found::traces).sum());
      System.out.printf(
          "Heap after sign-out: of %d secrets, traces in %d arrays, all held by %s%n",
          secrets.size(), found.size(), holders);
    }
  }

  private boolean nothingWaitsForItsPlace() {
    Answer events =
        Visitor.onThisMachine(gatehouse)
            .send(gatehouse.url("/api/audit/list"), "--user", gatehouse.admin(), "--json", "{}");
    assertThat(events.status()).as(events.body()).isEqualTo(200);
    return !events.body().contains("\"sequence\":0");
  }

  /** What is certainly in memory, and in no network buffer. */
  private void assertControlIsFound(HeapDump dump) {
    assertThat(dump.find(Traces.of(List.of(gatehouse.data().toString()))))
        .anySatisfy(array -> assertThat(array.holders()).isNotEmpty().noneMatch(NETWORK_BUFFER));
  }
}
