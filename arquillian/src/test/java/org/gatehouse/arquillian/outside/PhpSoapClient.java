package org.gatehouse.arquillian.outside;

import java.util.List;

/** PHP's SoapClient, with any WSDL or none. */
abstract class PhpSoapClient extends SoapClientContract {

  /** The program. */
  static final String SCRIPT = "soap-client.php";

  private final String way;

  /**
   * Prepares the story.
   *
   * @param way how the appliance admin shows who it is: {@code password}, {@code key} or {@code
   *     cookie}
   */
  PhpSoapClient(GatehouseServer gatehouse, String domain, String way) {
    super(gatehouse, domain);
    this.way = way;
  }

  @Override
  final List<String> program(Visitor visitor) {
    return List.of("php", source(SCRIPT).toString(), way);
  }
}
