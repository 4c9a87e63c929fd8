package org.gatehouse.arquillian.echo;

import jakarta.jws.WebService;

/** The least that JAX-WS can do: it answers what it was given. */
@WebService(serviceName = "echo", targetNamespace = SoapEcho.NAMESPACE)
public class SoapEcho {

  static final String NAMESPACE = "urn:echo";

  /** Answers a text. */
  public String echo(String text) {
    return text;
  }
}
