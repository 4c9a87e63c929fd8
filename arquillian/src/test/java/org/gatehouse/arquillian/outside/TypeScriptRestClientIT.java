package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A TypeScript client that OpenAPI Generator makes, compiled strictly, on Node.js. */
@RunningGatehouse
@Needs(
    value = "iproute2",
    programs = {"node", "npm"},
    root = true)
class TypeScriptRestClientIT extends RestClientContract {

  @TempDir private static Path directory;

  TypeScriptRestClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "typescript-rest.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    OpenApiGenerator.generate(
        visitor,
        "typescript-fetch",
        directory.resolve("client"),
        "--additional-properties",
        "importFileExtension=.js");
    compile();
    return List.of("node", directory.resolve("out/rest-client.js").toString());
  }

  private void compile() {
    try {
      Path program = directory.resolve("rest-client.ts");
      Files.copy(SoapClientContract.source("rest-client.ts"), program);
      Files.writeString(directory.resolve("package.json"), "{\"type\":\"module\"}");
      Program.run(
              Map.of(),
              List.of(
                  "node",
                  NodePackages.file("typescript/bin/tsc").toString(),
                  "--strict",
                  "--target",
                  "es2022",
                  "--module",
                  "nodenext",
                  "--lib",
                  "es2022,dom,dom.iterable",
                  "--outDir",
                  directory.resolve("out").toString(),
                  program.toString()))
          .orFail();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
