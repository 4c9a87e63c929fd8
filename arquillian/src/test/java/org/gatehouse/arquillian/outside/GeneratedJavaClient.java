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

/** A Java client that is made from the served WSDL, in a virtual machine of its own. */
abstract class GeneratedJavaClient extends SoapClientContract {

  @TempDir private static Path directory;

  GeneratedJavaClient(GatehouseServer gatehouse, String domain) {
    super(gatehouse, domain);
  }

  /** The class path that has the generator and what its clients use. */
  abstract String classPath();

  /**
   * The generator's main class and options, to be followed by the WSDL.
   *
   * @param directory where the sources go
   * @param name the name of their package
   */
  abstract List<String> generator(String directory, String name);

  @Override
  final List<String> program(Visitor visitor) {
    generate(visitor);
    compile();
    List<String> program = java();
    program.add("SoapClient");
    return program;
  }

  private void generate(Visitor visitor) {
    List<String> generate = java();
    generate.addAll(generator(directory.toString(), "org.gatehouse.client"));
    generate.add(visitor.url(path()));
    Program.Ended ended = visitor.run(generate);
    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
  }

  private void compile() {
    try {
      Files.copy(source("SoapClient.java.txt"), directory.resolve("SoapClient.java"));
      List<String> arguments =
          new ArrayList<>(
              List.of("-proc:none", "-nowarn", "-cp", classPath(), "-d", directory.toString()));
      try (Stream<Path> files = Files.walk(directory)) {
        files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
      }
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      assertThat(status).as("javac's exit status").isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that starts fast, since it does not run for long. */
  private List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            directory + File.pathSeparator + classPath()));
  }
}
