package org.gatehouse.arquillian.outside;

import java.util.List;

/** Python's zeep. */
@RunningGatehouse
@Needs(
    value = {"python3-zeep", "iproute2"},
    root = true)
class ZeepClientIT extends SoapClientContract {

  ZeepClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "zeep.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    // Debian's Python has Debian's zeep, whatever other Python comes first on the path.
    return List.of("/usr/bin/python3", source("zeep_client.py").toString());
  }
}
