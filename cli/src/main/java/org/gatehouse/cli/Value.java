package org.gatehouse.cli;

import java.util.List;
import java.util.Map;

/** An argument or a result of a command: what JSON can say, with the order of names kept. */
sealed interface Value {

  /** A text. */
  record Text(String text) implements Value {}

  /** A number, digit for digit as it was written. */
  record Figure(String digits) implements Value {}

  /** True or false. */
  record Truth(boolean holds) implements Value {}

  /** Null. */
  record Nothing() implements Value {}

  /** Values in order. */
  record Items(List<Value> items) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * Values by name.
   *
   * @param entries in the order in which they are to be shown; not changed any more
   */
  record Entries(Map<String, Value> entries) implements Value {}
}
