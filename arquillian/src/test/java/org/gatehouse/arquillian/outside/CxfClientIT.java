package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Java client that CXF makes. */
@RunningGatehouse
@Needs(value = "iproute2", root = true)
class CxfClientIT extends GeneratedJavaClient {

  CxfClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "cxf.example");
  }

  @Override
  String classPath() {
    try {
      return Files.readString(Path.of("cxf", "target", "class-path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> generator(String directory, String name) {
    return List.of("org.apache.cxf.tools.wsdlto.WSDLToJava", "-d", directory, "-p", name);
  }

  /** It does not read the fault that comes with a 401. */
  @Override
  String refusal() {
    return "401";
  }
}
