package org.gatehouse.arquillian.outside;

import java.util.List;

/** The package soap of npm. */
@RunningGatehouse
@Needs(
    value = "iproute2",
    programs = {"node", "npm"},
    root = true)
class NodeClientIT extends SoapClientContract {

  NodeClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "node.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    return List.of(
        "node", source("soap-client.js").toString(), NodePackages.file("soap").toString());
  }
}
