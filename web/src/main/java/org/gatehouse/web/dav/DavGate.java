package org.gatehouse.web.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.gatehouse.auth.Caller;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.edge.DavRequest;

/** Every method at every path. */
@ApplicationScoped
@Path("")
public class DavGate {

  /** GET. */
  @GET
  public Response get(@Context HttpServletRequest request) throws IOException {
    return answer(request, InputStream.nullInputStream());
  }

  /** HEAD. */
  @HEAD
  public Response head(@Context HttpServletRequest request) throws IOException {
    return answer(request, InputStream.nullInputStream());
  }

  /** OPTIONS. */
  @OPTIONS
  public Response options(@Context HttpServletRequest request) throws IOException {
    return answer(request, InputStream.nullInputStream());
  }

  /** PUT. */
  @PUT
  public Response put(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** POST. */
  @POST
  public Response post(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** DELETE. */
  @DELETE
  public Response delete(@Context HttpServletRequest request) throws IOException {
    return answer(request, InputStream.nullInputStream());
  }

  /** PATCH. */
  @PATCH
  public Response patch(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** PROPFIND. */
  @DavMethods.Propfind
  public Response propfind(@Context HttpServletRequest request, InputStream body)
      throws IOException {
    return answer(request, body);
  }

  /** PROPPATCH. */
  @DavMethods.Proppatch
  public Response proppatch(@Context HttpServletRequest request, InputStream body)
      throws IOException {
    return answer(request, body);
  }

  /** MKCOL. */
  @DavMethods.Mkcol
  public Response mkcol(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** COPY. */
  @DavMethods.Copy
  public Response copy(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** MOVE. */
  @DavMethods.Move
  public Response move(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** LOCK. */
  @DavMethods.Lock
  public Response lock(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  /** UNLOCK. */
  @DavMethods.Unlock
  public Response unlock(@Context HttpServletRequest request, InputStream body) throws IOException {
    return answer(request, body);
  }

  private static Response answer(HttpServletRequest request, InputStream body) throws IOException {
    Caller caller =
        CallerAttribute.caller(request)
            .orElseThrow(() -> new IllegalStateException("this did not pass the edge"));
    long read = body.transferTo(java.io.OutputStream.nullOutputStream());
    return Response.ok(
            request.getMethod()
                + " "
                + DavRequest.uri(request)
                + " by "
                + caller.account().name()
                + ", "
                + read
                + " bytes\n")
        .type("text/plain;charset=ISO-8859-1")
        .build();
  }
}
