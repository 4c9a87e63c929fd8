package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Generated sequences of operations do what a simple model of RFC 4918 does. */
@RunningGatehouse
class DavModelIT {

  private final GatehouseServer gatehouse;

  DavModelIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  /** jqwik has an engine of its own, which knows nothing of the server that the tests share. */
  @Test
  void whateverIsDoneInWhateverOrder() {
    try (DavSite site = new DavSite(gatehouse)) {
      DavSequences.client = site.owner();
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(DavSequences.class))
                  .build(),
              summary);

      StringWriter told = new StringWriter();
      summary.getSummary().printFailuresTo(new PrintWriter(told));
      assertThat(summary.getSummary().getTestsSucceededCount()).as(told.toString()).isEqualTo(1);
    }
  }
}
