package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;

/** A Java client that wsimport makes from the served WSDL, in a virtual machine of its own. */
@RunningGatehouse
@Needs(value = "iproute2", root = true)
class GeneratedJavaClientIT extends SoapClientContract {

  @TempDir private static Path directory;

  GeneratedJavaClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "java.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    generate(visitor);
    compile();
    return List.of(java(), "-cp", classPath(), "SoapClient");
  }

  @Override
  String refusal() {
    return "401";
  }

  private void generate(Visitor visitor) {
    Program.Ended ended =
        visitor.run(
            List.of(
                java(),
                "-cp",
                classPath(),
                "com.sun.tools.ws.WsImport",
                "-quiet",
                "-s",
                directory.toString(),
                "-d",
                directory.toString(),
                "-p",
                "org.gatehouse.client",
                visitor.url("/gatehouse.wsdl")));
    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
  }

  private void compile() {
    try {
      Path source = directory.resolve("SoapClient.java");
      Files.copy(source("SoapClient.java.txt"), source);
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-proc:none", "-cp", classPath(), source.toString());
      assertThat(status).as("javac's exit status").isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tests' own class path has the JAX-WS tools and runtime. */
  private String classPath() {
    return directory + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
