package org.gatehouse.persistence.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A person's file, of whatever lines, and whatever is set in it. */
class IniEditorPropertiesTest {

  private static final List<String> SECTIONS = List.of("core", "anvil", "auth");
  private static final List<String> KEYS = List.of("limit", "ttl", "hostnames");

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> space = Arbitraries.of("", " ", "\t", "  ");
    Arbitrary<String> key = Arbitraries.of(KEYS);
    Arbitrary<String> value =
        Arbitraries.of("", "5", "\"a b \"", "\"", "; no comment", "ä=ö", "𝄞");
    Arbitrary<String> entry =
        Combinators.combine(space, key, space, space, value, space)
            .as((a, k, b, c, v, d) -> a + k + b + "=" + c + v + d);
    Arbitrary<String> line =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, entry),
            net.jqwik.api.Tuple.of(3, Arbitraries.of(SECTIONS).map(name -> "[" + name + "]")),
            net.jqwik.api.Tuple.of(2, Arbitraries.of("", " ", "; c", "# ü", " ; limit = 7")),
            net.jqwik.api.Tuple.of(1, anything));
    Arbitrary<String> end = Arbitraries.of("\n", "\n", "\r\n", "\r", "\u2028");
    Arbitrary<String> closed = Combinators.combine(line, end).as((text, stop) -> text + stop);
    return Combinators.combine(Arbitraries.of("", "", "\uFEFF"), closed.list().ofMaxSize(20), line)
        .as(
            (mark, lines, last) -> {
              String text = usable(mark, lines);
              return usable(text + last) ? text + last : text;
            });
  }

  /** Of these lines the ones that break nothing where they stand. */
  private static String usable(String mark, List<String> lines) {
    String text = mark;
    for (String line : lines) {
      text = usable(text + line) ? text + line : text;
    }
    return text;
  }

  private static boolean usable(String text) {
    try {
      IniFile.parse("x", text);
      return true;
    } catch (IniSyntaxException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(12),
            Arbitraries.of("", " ", "true", "\"", "\"\"", " \" ", "[a]", "a = b", "; x"))
        .filter(IniEditor::writable);
  }

  @Provide
  Arbitrary<String> sections() {
    return Arbitraries.of(SECTIONS);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(KEYS);
  }

  @Property
  void anUntouchedFileWrittenBackIsItself(@ForAll("files") String text) {
    assertThat(
            IniLine.of(text).stream()
                .map(line -> line.content() + line.end())
                .collect(Collectors.joining()))
        .isEqualTo(text);
  }

  @Property
  void whateverTextIsReadOrRefusedWithItsLine(@ForAll String text) {
    try {
      IniFile.parse("x", text);
    } catch (IniSyntaxException e) {
      assertThat(e).hasMessageMatching("x, line [1-9]\\d*: .+");
    }
  }

  @Property(tries = 3000)
  void whatIsSetIsReadAndNothingElseIsAnother(
      @ForAll("files") String text,
      @ForAll("sections") String section,
      @ForAll("keys") String key,
      @ForAll("values") String value) {
    Map<String, Map<String, String>> before = read(text);
    String after = IniEditor.set(text, section, key, value);

    Map<String, Map<String, String>> expected = new LinkedHashMap<>();
    before.forEach((name, entries) -> expected.put(name, new LinkedHashMap<>(entries)));
    expected.computeIfAbsent(section, ignored -> new LinkedHashMap<>()).put(key, value);
    assertThat(read(after)).isEqualTo(expected);
  }

  private static Map<String, Map<String, String>> read(String text) {
    return IniFile.parse("x", text).sections();
  }

  @Property(tries = 3000)
  void allOtherCharactersStay(
      @ForAll("files") String text,
      @ForAll("sections") String section,
      @ForAll("keys") String key,
      @ForAll("values") String value) {
    boolean there = read(text).getOrDefault(section, Map.of()).containsKey(key);
    String after = IniEditor.set(text, section, key, value);

    int same = 0;
    while (same < Math.min(text.length(), after.length())
        && text.charAt(same) == after.charAt(same)) {
      same++;
    }
    int alike = 0;
    while (alike < Math.min(text.length(), after.length()) - same
        && text.charAt(text.length() - 1 - alike) == after.charAt(after.length() - 1 - alike)) {
      alike++;
    }
    String lost = text.substring(same, text.length() - alike);
    if (there) {
      assertThat(lost).doesNotContain("\n", "\r", "\u2028", "[", "limit", "ttl", "hostnames");
    } else {
      assertThat(lost).isEmpty();
    }
  }

  @Property
  void settingTheValueThatStandsThereChangesNoCharacter(@ForAll("files") String text) {
    read(text)
        .forEach(
            (section, entries) ->
                entries.forEach(
                    (key, value) -> {
                      if (SECTIONS.contains(section) && KEYS.contains(key)) {
                        assertThat(IniEditor.set(text, section, key, value)).isEqualTo(text);
                      }
                    }));
  }

  @Property(tries = 200)
  void bytesComeBackAsTheyWere(@ForAll("files") String text) throws Exception {
    Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(text));
    Path file = Files.createTempFile("settings", ".ini");
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      Files.write(file, bytes);
      String read = new SettingsFile(file, "x").text();
      assertThat(read.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
    } finally {
      Files.delete(file);
    }
  }
}
