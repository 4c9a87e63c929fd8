package org.gatehouse.web.ui;

import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.command.CommandException;
import org.gatehouse.edge.PageRefusal;
import org.gatehouse.startup.Readiness;
import org.primefaces.csp.CspException;

/**
 * What becomes of a failure within a page: the edge's error page, which says what to do next and
 * nothing of the inside, with the status that fits. A form that was made for another session or
 * page is refused and changes nothing.
 */
public final class FailureHandlers extends ExceptionHandlerFactory {

  private static final String OF_ANOTHER_PAGE =
      "this form was made for another session or page; nothing was changed, load the page again";

  private static final String OF_OTHERS = "this page is not for your account";

  private static final Logger LOG = Logger.getLogger(FailureHandlers.class.getName());

  /** Wraps the factory that there is. */
  public FailureHandlers(ExceptionHandlerFactory wrapped) {
    super(wrapped);
  }

  @Override
  public ExceptionHandler getExceptionHandler() {
    return new Handler(getWrapped().getExceptionHandler());
  }

  private static final class Handler extends ExceptionHandlerWrapper {

    Handler(ExceptionHandler wrapped) {
      super(wrapped);
    }

    @Override
    public void handle() {
      Iterator<ExceptionQueuedEvent> events = getUnhandledExceptionQueuedEvents().iterator();
      if (events.hasNext()) {
        Throwable failure = events.next().getContext().getException();
        events.remove();
        while (events.hasNext()) {
          events.next();
          events.remove();
        }
        answer(FacesContext.getCurrentInstance(), failure);
      }
      getWrapped().handle();
    }

    private void answer(FacesContext faces, Throwable failure) {
      ExternalContext external = faces.getExternalContext();
      if (external.isResponseCommitted()) {
        throw new FacesException(failure);
      }
      HttpServletResponse response = (HttpServletResponse) external.getResponse();
      try {
        response.resetBuffer();
        refuse(response, failure);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      faces.responseComplete();
    }

    private static void refuse(HttpServletResponse response, Throwable failure) throws IOException {
      if (ofAnotherPage(failure)) {
        PageRefusal.send(response, HttpServletResponse.SC_FORBIDDEN, OF_ANOTHER_PAGE);
      } else if (Readiness.away(failure)) {
        PageRefusal.unavailable(response);
      } else if (refusal(failure).isPresent()) {
        refuse(response, refusal(failure).get());
      } else {
        LOG.log(Level.SEVERE, "a page failed", failure);
        PageRefusal.send(
            response,
            HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
            "Gatehouse failed; try again, or ask the server's admin");
      }
    }

    /** A page that shows what its reader may not see, or what there is not. */
    private static void refuse(HttpServletResponse response, CommandException refusal)
        throws IOException {
      switch (refusal.kind()) {
        case UNKNOWN_COMMAND ->
            PageRefusal.send(response, HttpServletResponse.SC_FORBIDDEN, OF_OTHERS);
        case FORBIDDEN ->
            PageRefusal.send(response, HttpServletResponse.SC_FORBIDDEN, refusal.getMessage());
        case NOT_FOUND ->
            PageRefusal.send(response, HttpServletResponse.SC_NOT_FOUND, refusal.getMessage());
        case UNAVAILABLE -> PageRefusal.unavailable(response);
        case ARGUMENT, EXISTS ->
            PageRefusal.send(response, HttpServletResponse.SC_BAD_REQUEST, refusal.getMessage());
      }
    }

    private static Optional<CommandException> refusal(Throwable failure) {
      return failure == null || failure instanceof CommandException
          ? Optional.ofNullable((CommandException) failure)
          : refusal(failure.getCause());
    }

    private static boolean ofAnotherPage(Throwable failure) {
      return failure instanceof ViewExpiredException
          || failure instanceof CspException
          || failure != null && ofAnotherPage(failure.getCause());
    }
  }
}
