package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Issue 5, shows 3: whatever is typed, no program crashes. */
class WordsTest {

  private static final List<String> PARTS =
      List.of(
          "-d",
          "-u",
          "-c",
          "-i",
          "-o",
          "-l",
          "-h",
          "--",
          "-",
          "--data",
          "--key",
          "--key-file",
          "--endpoint",
          "--cacert",
          "--dry-run",
          "--reset",
          "--stdin",
          "--reason",
          "json",
          "yaml",
          "print",
          "https://h:1",
          "http://[::1",
          "a:b",
          "auth_restrict_ip",
          "--force",
          "--x=[1,2]",
          "siteinfo,plan=basic",
          "siteinfo.domain=[",
          "[k:v,x:[1,2]]",
          "null",
          "",
          "\u0000",
          "\uFFFD");

  @Property
  void anyWordsEndWithOneOfTheExitCodes(
      @ForAll("programs") String program, @ForAll("words") List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Cpcmd(
                program,
                Map.of("GATEHOUSE_DATA", "/nowhere"),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(words.toArray(String[]::new));
    assertThat(code).isIn(0, 2, 3);
    assertThat(err.size() == 0).as("nothing is complained of").isEqualTo(code == 0);
    assertThat(out.size() == 0).as("nothing is answered").isEqualTo(code != 0);
  }

  @Property
  void anyCallIsReadOrRefused(@ForAll("words") List<String> words) {
    try {
      Call call = Call.of("a:b", words, ArgumentText::read);
      assertThat(JsonText.read(new String(call.body(), StandardCharsets.UTF_8)))
          .contains(call.arguments());
    } catch (ArgumentSyntaxException refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
  }

  @Provide
  Arbitrary<String> programs() {
    return Arbitraries.of(
        "cpcmd", "AddDomain", "EditDomain", "DeleteDomain", "SuspendDomain", "get_site");
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.oneOf(
            Arbitraries.of(PARTS),
            Arbitraries.of(PARTS),
            Arbitraries.strings().withChars("-=[]:,'\"\\ adco\u0000ä").ofMaxLength(12))
        .list()
        .ofMaxSize(6);
  }
}
