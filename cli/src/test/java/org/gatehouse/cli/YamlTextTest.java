package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Issue 5: {@code -o yaml}; what a reader of YAML 1.2 makes of it is the value. */
class YamlTextTest {

  @Property
  void isReadBackAsTheSameValue(@ForAll("values") Value value) {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(YamlText.write(value));
    assertThat(JsonText.write(value(read))).isEqualTo(JsonText.write(value));
  }

  @Property
  void commandsNoTerminal(@ForAll("values") Value value) {
    assertThat(YamlText.write(value).chars())
        .noneMatch(character -> Character.isISOControl(character) && character != '\n');
  }

  @Provide
  Arbitrary<Value> values() {
    return ValuesOf.depth(3);
  }

  private static Value value(Object read) {
    return switch (read) {
      case null -> new Value.Nothing();
      case String text -> new Value.Text(text);
      case Boolean truth -> new Value.Truth(truth);
      case Number number -> new Value.Figure(number.toString());
      case List<?> list -> new Value.Items(list.stream().map(YamlTextTest::value).toList());
      case Map<?, ?> map ->
          new Value.Entries(
              map.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          entry -> (String) entry.getKey(),
                          entry -> value(entry.getValue()),
                          (one, other) -> one,
                          java.util.LinkedHashMap::new)));
      default -> throw new IllegalArgumentException(read.getClass().getName());
    };
  }
}
