package org.gatehouse.arquillian.outside;

import java.util.List;

/** A Java client that wsimport makes. */
@RunningGatehouse
@Needs(value = "iproute2", root = true)
class WsimportClientIT extends GeneratedJavaClient {

  WsimportClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "wsimport.example");
  }

  /** The tests' own class path has the JAX-WS tools and runtime. */
  @Override
  String classPath() {
    return System.getProperty("java.class.path");
  }

  @Override
  List<String> generator(String directory, String name) {
    return List.of(
        "com.sun.tools.ws.WsImport", "-quiet", "-Xnocompile", "-s", directory, "-p", name);
  }

  /** It does not read the fault that comes with a 401. */
  @Override
  String refusal() {
    return "401";
  }
}
