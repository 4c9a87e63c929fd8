package org.gatehouse.arquillian.outside;

import java.util.List;

/** Python's suds with the WSDL of today's clients. */
@RunningGatehouse
@Needs(
    value = {"python3-suds", "iproute2"},
    root = true)
class SudsClientIT extends SoapClientContract {

  SudsClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "suds.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    // Debian's Python has Debian's suds, whatever other Python comes first on the path.
    return List.of("/usr/bin/python3", source("suds_client.py").toString());
  }

  @Override
  String path() {
    return "/apnscp.wsdl";
  }

  /** It does not read the fault that comes with a 401. */
  @Override
  String refusal() {
    return "Unauthorized";
  }
}
