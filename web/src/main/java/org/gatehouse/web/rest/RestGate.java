package org.gatehouse.web.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandLineCalls;
import org.gatehouse.command.Commands;
import org.gatehouse.edge.CallerAttribute;

/**
 * {@code POST /api/{module}/{function}} or {@code /cli/{module}/{function}}: JSON arguments by name
 * or in order, the JSON result with 200.
 */
@ApplicationScoped
@Path("{module}/{function}")
public class RestGate {

  @Inject private Commands commands;
  @Inject private CommandLineCalls commandLine;

  /**
   * Calls a command.
   *
   * @param module its module
   * @param function its function, with hyphens or underscores
   * @param arguments the body, whatever its declared type: clients that say nothing of JSON send it
   *     all the same
   */
  @POST
  public Response call(
      @PathParam("module") String module,
      @PathParam("function") String function,
      @Context HttpServletRequest request,
      byte[] arguments) {
    Caller caller =
        CallerAttribute.caller(request)
            .orElseThrow(() -> new IllegalStateException("this call did not pass the edge"));
    CommandAnswer answer = CommandAnswer.of(commands, caller, module, function, arguments);
    commandLine.answered(caller, module, function, answer.successful());
    return Response.status(answer.status())
        .type(answer.type())
        .header("Cache-Control", "no-store")
        .entity(answer.body())
        .build();
  }
}
