package org.gatehouse.web.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.edge.SlowBodyException;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.startup.Readiness;

/**
 * The DAV gate: the files of the account that the edge admitted, at the root of its ports. The edge
 * keeps paths from the server, so that every request comes here and its path is decoded once, by
 * {@link DavPath}.
 */
@ApplicationScoped
@Path("")
public class DavGate {

  private static final Logger LOG = Logger.getLogger(DavGate.class.getName());

  @Inject private Configuration configuration;

  @FunctionalInterface
  private interface Method {
    Response answer(DavCall call) throws IOException;
  }

  /** RFC 9110, section 9.3.7. */
  @OPTIONS
  public Response options(@Context HttpServletRequest request) {
    return answer(request, FileMethods::options);
  }

  /** RFC 9110, section 9.3.1. */
  @GET
  public Response get(@Context HttpServletRequest request) {
    return answer(request, call -> FileMethods.get(call, browser()));
  }

  /** RFC 9110, section 9.3.2. */
  @HEAD
  public Response head(@Context HttpServletRequest request) {
    return answer(request, call -> FileMethods.head(call, browser()));
  }

  /** RFC 9110, section 9.3.4; RFC 4918, section 9.7. */
  @PUT
  public Response put(@Context HttpServletRequest request) {
    return answer(request, FileMethods::put);
  }

  /** RFC 4918, section 9.6. */
  @DELETE
  public Response delete(@Context HttpServletRequest request) {
    return answer(request, CollectionMethods::delete);
  }

  /** RFC 4918, section 9.3; RFC 5689. */
  @DavMethods.Mkcol
  public Response mkcol(@Context HttpServletRequest request) {
    return answer(request, CollectionMethods::mkcol);
  }

  /** RFC 4918, section 9.8. */
  @DavMethods.Copy
  public Response copy(@Context HttpServletRequest request) {
    return answer(request, CollectionMethods::copy);
  }

  /** RFC 4918, section 9.9. */
  @DavMethods.Move
  public Response move(@Context HttpServletRequest request) {
    return answer(request, CollectionMethods::move);
  }

  /** RFC 4918, section 9.1. */
  @DavMethods.Propfind
  public Response propfind(@Context HttpServletRequest request) {
    return answer(request, PropertyMethods::propfind);
  }

  /** RFC 4918, section 9.2. */
  @DavMethods.Proppatch
  public Response proppatch(@Context HttpServletRequest request) {
    return answer(request, PropertyMethods::proppatch);
  }

  /** RFC 4918, section 9.10. */
  @DavMethods.Lock
  public Response lock(@Context HttpServletRequest request) {
    return answer(request, LockMethods::lock);
  }

  /** RFC 4918, section 9.11. */
  @DavMethods.Unlock
  public Response unlock(@Context HttpServletRequest request) {
    return answer(request, LockMethods::unlock);
  }

  private boolean browser() {
    return configuration.value(Settings.DAV_BROWSER);
  }

  private static Response answer(HttpServletRequest request, Method method) {
    try {
      return method.answer(new DavCall(request));
    } catch (DavRefusal e) {
      return refuse(request, e);
    } catch (FileRefusal e) {
      return refuse(request, DavAnswers.refusal(e, request.getMethod()));
    } catch (SlowBodyException e) {
      LOG.log(Level.FINE, "a request came too slowly", e);
      return Response.fromResponse(
              DavAnswers.refuse(new DavRefusal(408, "the body of the request came too slowly")))
          .header("Connection", "close")
          .build();
    } catch (IOException e) {
      // What reads and writes files says so itself; this is the client.
      LOG.log(Level.FINE, "a request broke off", e);
      return refuse(request, new DavRefusal(400, "the body of the request broke off"));
    } catch (RuntimeException e) {
      if (!Readiness.away(e)) {
        LOG.log(Level.SEVERE, "a request at the DAV gate failed", e);
      }
      return Response.fromResponse(
              DavAnswers.refuse(new DavRefusal(503, "Gatehouse could not do this now; try again")))
          .header("Retry-After", "1")
          .build();
    }
  }

  private static Response refuse(HttpServletRequest request, DavRefusal refusal) {
    Response answer = DavAnswers.refuse(refusal);
    if (refusal.status() != Response.Status.METHOD_NOT_ALLOWED.getStatusCode()) {
      return answer;
    }
    try {
      return Response.fromResponse(answer)
          .header("Allow", FileMethods.allowed(new DavCall(request)))
          .build();
    } catch (IOException e) {
      return answer;
    }
  }
}
