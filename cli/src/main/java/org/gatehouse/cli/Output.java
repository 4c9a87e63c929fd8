package org.gatehouse.cli;

/** How a result is shown. */
enum Output {
  /** For a person. */
  cli,
  /** As YAML 1.2. */
  yaml,
  /** As JSON. */
  json,
  /** As PHP's {@code print_r}. */
  print;

  /** What was asked for, or else {@link #cli}. */
  static Output of(Options options) {
    return options
        .value(Option.OUTPUT)
        .filter(Option.OUTPUT.choices()::contains)
        .map(Output::valueOf)
        .orElse(cli);
  }

  /** What is written for a result, with the end of its last line. */
  String text(Value result) {
    return switch (this) {
      case cli -> Screen.text(result);
      case yaml -> YamlText.write(result);
      case json -> JsonText.write(result) + "\n";
      case print -> PrintText.write(result);
    };
  }
}
