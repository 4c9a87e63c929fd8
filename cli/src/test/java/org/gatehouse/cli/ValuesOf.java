package org.gatehouse.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Any values a command may answer, for properties. */
final class ValuesOf {

  private ValuesOf() {}

  /** Values with lists and maps up to a depth. */
  static Arbitrary<Value> depth(int depth) {
    Arbitrary<Value> single =
        Arbitraries.oneOf(
            texts().map(Value.Text::new),
            Arbitraries.longs().map(number -> new Value.Figure(Long.toString(number))),
            Arbitraries.of(true, false).map(Value.Truth::new),
            Arbitraries.just(new Value.Nothing()));
    if (depth == 0) {
      return single;
    }
    Arbitrary<Value> member = Arbitraries.lazy(() -> depth(depth - 1));
    return Arbitraries.oneOf(
        single,
        member.list().ofMaxSize(3).map(Value.Items::new),
        Arbitraries.maps(texts(), member).ofMaxSize(3).map(ValuesOf::entries));
  }

  private static Value entries(Map<String, Value> map) {
    return new Value.Entries(new LinkedHashMap<>(map));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("null", "no", "Yes", "12", "1e3", "0x1", ".inf", "~", "2001-01-01", "a-b"),
        Arbitraries.strings()
            .withChars("ab \n\t:-?#&*!|>'\"%@`{}[],\\\u0000\u001b\u007f\u0085\u2028\ufeffä€")
            .ofMaxLength(8));
  }
}
