package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's litmus, all of its suites: no failure and no warning (issue 7, shows 1). */
@RunningGatehouse
@Needs({"curl", "litmus"})
class LitmusIT {

  private static final List<String> SUITES = List.of("basic", "copymove", "props", "locks", "http");

  private final DavAccount account;

  LitmusIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void everySuitePassesWithoutAWarning(String scheme, @TempDir Path directory) {
    String url = scheme.equals("http") ? account.url("/") : account.tlsUrl("/");

    // It leaves a log where it runs.
    Program.Ended ended =
        Program.run(
            Map.of("TESTS", String.join(" ", SUITES)),
            List.of(
                "sh",
                "-c",
                "cd \"$1\" && exec litmus --keep-going \"$2\" \"$3\" \"$4\"",
                "sh",
                directory.toString(),
                url,
                account.name(),
                account.password()));

    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
    // It tries no Expect on TLS.
    assertThat(ended.output().replaceFirst("SKIPPED \\(skipping for SSL server\\)", ""))
        .doesNotContain("FAIL", "WARNING", "SKIPPED", "warning");
    for (String suite : SUITES) {
      assertThat(ended.output())
          .containsPattern("summary for `" + suite + "': of \\d+ tests run: \\d+ passed, 0 failed");
    }
  }
}
