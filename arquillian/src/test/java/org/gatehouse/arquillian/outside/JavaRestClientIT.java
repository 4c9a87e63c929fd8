package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;

/** A Java client that OpenAPI Generator makes, on the JDK's own HTTP client. */
@RunningGatehouse
@Needs(value = "iproute2", root = true)
class JavaRestClientIT extends RestClientContract {

  @TempDir private static Path directory;

  JavaRestClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "java-rest.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    OpenApiGenerator.generate(
        visitor,
        "java",
        directory.resolve("client"),
        "--library",
        "native",
        "--additional-properties",
        "useJakartaEe=true,apiPackage=org.gatehouse.client,modelPackage=org.gatehouse.client,"
            + "invokerPackage=org.gatehouse.client",
        "--global-property",
        "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false");
    compile();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        classPath(),
        "RestClient");
  }

  private void compile() {
    try (Stream<Path> files = Files.walk(directory.resolve("client/src/main/java"))) {
      Path program = directory.resolve("RestClient.java");
      Files.copy(SoapClientContract.source("RestClient.java.txt"), program);
      List<String> arguments =
          new ArrayList<>(
              List.of("-proc:none", "-nowarn", "-cp", classPath(), "-d", directory.toString()));
      arguments.add(program.toString());
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      assertThat(status).as("javac's exit status").isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tests' own class path has what the client uses. */
  private String classPath() {
    return directory + File.pathSeparator + System.getProperty("java.class.path");
  }
}
