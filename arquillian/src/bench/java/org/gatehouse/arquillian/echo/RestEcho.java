package org.gatehouse.arquillian.echo;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The least that JAX-RS can do: it answers what it was given. */
@Path("echo")
public class RestEcho {

  /** Answers a text. */
  @POST
  @Consumes("application/json")
  @Produces("application/json")
  public String echo(String text) {
    return text;
  }
}
