package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a client of the REST gate from nothing but the document that it serves. */
final class OpenApiGenerator {

  private static final Path GENERATOR =
      Path.of("target", "openapi-generator", "openapi-generator.jar").toAbsolutePath();

  private OpenApiGenerator() {}

  /**
   * Makes a client.
   *
   * @param visitor who gets the document
   * @param name the generator's name of the language
   * @param target where the sources go
   * @param options the generator's
   */
  static void generate(Visitor visitor, String name, Path target, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                GENERATOR.toString(),
                "generate",
                "--generator-name",
                name,
                "--input-spec",
                visitor.url("/api/openapi.json"),
                "--output",
                target.toString()));
    command.addAll(List.of(options));
    Program.Ended ended = visitor.run(command);
    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
  }
}
