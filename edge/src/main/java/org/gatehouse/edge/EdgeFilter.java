package org.gatehouse.edge;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.audit.Audit;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.frontend.StrictTransport;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;
import org.gatehouse.startup.Readiness;

/**
 * The one filter before every gate. In this order: a message with two framings is refused; the DAV
 * ports lead to that gate alone; what a page of another site sent is refused; the client's address
 * is found; a blocked one gets 429 before a body is read; bodies are of the kind that their gate
 * takes, and bounded. Then {@link GuardedGate} or {@link Panel} finds who calls. What fails there
 * is 503.
 */
public class EdgeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(EdgeFilter.class.getName());

  /** Pages need our style sheets, scripts and forms; a page that needs more says so itself. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  /** What programs are answered is no page, should a browser show it all the same. */
  private static final String ANSWER_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

  /** The page that describes REST has a script too, which asks this server alone. */
  private static final String DESCRIPTION_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
          + " img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final String UNKNOWN_END =
      "send a body with one Content-Length, or with Transfer-Encoding: chunked alone";

  private static final int KIBIBYTE = 1024;
  private static final List<String> READING = List.of("GET", "HEAD");

  @Inject private transient Anvil anvil;
  @Inject private transient Gatekeeper gatekeeper;
  @Inject private transient Sessions sessions;
  @Inject private transient SessionEnds ends;
  @Inject private transient HandOvers handOvers;
  @Inject private transient Audit audit;
  @Inject private transient Configuration configuration;
  @Inject private transient Metrics metrics;
  @Inject private transient Clock clock;
  @Inject private transient StrictTransport transport;

  @Resource private transient ManagedScheduledExecutorService scheduler;

  private transient Supplier<Forwarding> forwarding;
  private transient Supplier<Hostnames> hostnames;
  private transient Supplier<Set<Route>> away;
  private transient Blocked blocked;
  private transient GuardedGate guardedGate;
  private transient Panel panel;
  private transient AnswerTracker answers;
  private transient DavDoor davDoor;
  private transient AutoCloseable heads;

  @Override
  public void init(FilterConfig filter) {
    forwarding =
        configuration.live(now -> new Forwarding(now.value(Settings.HTTP_TRUSTED_FORWARD)));
    hostnames = configuration.live(now -> new Hostnames(now.value(Settings.HOSTNAMES)));
    away = configuration.live(Route::away);
    blocked = new Blocked(sessions::knownHere, this::refused, clock);
    HeldAnswers heldAnswers =
        new HeldAnswers(scheduler, () -> configuration.value(Settings.HELD_LIMIT));
    answers = new AnswerTracker(scheduler);
    Fixation fixation = new Fixation(sessions::presented, anvil::fixation);
    guardedGate = new GuardedGate(gatekeeper, sessions, fixation, heldAnswers, blocked);
    HandOverDoor door = new HandOverDoor(sessions, ends, handOvers, fixation);
    panel = new Panel(gatekeeper, sessions, door, fixation, heldAnswers, blocked);
    davDoor =
        new DavDoor(
            guardedGate,
            blocked,
            anvil::blockedUntil,
            () -> configuration.value(Settings.DAV),
            new AccountRequests(() -> configuration.value(Settings.DAV_REQUESTS_PER_ACCOUNT)),
            () -> configuration.value(Settings.DAV_SLOWEST_UPLOAD),
            scheduler);
    heads = Heads.watch(filter.getServletContext());
  }

  @Override
  public void destroy() {
    try {
      heads.close();
    } catch (Exception e) {
      LOG.log(Level.FINE, "the server kept what it was to forget", e);
    }
  }

  @Override
  protected void doFilter(HttpServletRequest sent, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    answers.came(sent);
    boolean upgrade = DeclinedUpgrade.offered(sent);
    if (upgrade) {
      ServerConnection.answerWithoutUpgrade(sent);
    }
    Optional<HttpServletRequest> framed = upgrade ? DeclinedUpgrade.of(sent) : Optional.of(sent);
    HttpServletRequest request = framed.orElse(sent);
    Route route = Route.of(path(request), away.get());
    Gate gate = Ports.dav(request) ? Gate.DAV : route.gate();
    ErrorPage.tell(request, gate);
    hostnames.get().setFor(request);
    response.setHeader("X-Content-Type-Options", "nosniff");
    HttpsAlone.tell(transport, sent, response);
    if (request.getHeader("Transfer-Encoding") != null || upgrade) {
      // Two readers of one connection may see different requests (RFC 9112, section 6.1), and the
      // server drops a Content-Length that came before a Transfer-Encoding without a trace: nothing
      // that follows a chunked body on its connection is ever read. What follows the head of a
      // request for an upgrade it takes for the other protocol's.
      response.setHeader("Connection", "close");
    }
    Optional<String> broken = Framing.broken(request);
    Optional<Gate> lost = UndecodablePath.gate(request);
    if (lost.isPresent()) {
      protectPage(response, route);
      Answers.refuse(response, lost.get(), 400, "the path of this request cannot be decoded");
    } else if (Framing.twice(request)) {
      refuseFraming(response, gate, Framing.BOTH);
    } else if (framed.isEmpty()) {
      Answers.refuse(response, gate, 411, UNKNOWN_END);
    } else if (broken.isPresent()) {
      refuseFraming(response, gate, broken.get());
    } else if (gate == Gate.DAV) {
      enterDav(forwarding.get().asSent(request), new DavResponse(request, response), chain);
    } else if (route == Route.WATCH) {
      protectPage(response, route);
      chain.doFilter(request, response);
    } else {
      enter(
          forwarding.get().asSent(request),
          route.gate() == Gate.UI
              ? new PageResponse(request, response)
              : new RelativeRedirects(response),
          route,
          chain);
    }
    if (upgrade && !sent.isAsyncStarted()) {
      UnreadBody.end(request, response, scheduler);
    }
  }

  private void enterDav(HttpServletRequest request, DavResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      ClientAddress address = forwarding.get().client(request);
      CallerAttribute.set(request, address);
      davDoor.enter(request, response, address, chain);
    } catch (RuntimeException e) {
      unavailable(request, response, Gate.DAV, e);
    }
  }

  private void enter(
      HttpServletRequest request, HttpServletResponse response, Route route, FilterChain chain)
      throws IOException, ServletException {
    boolean post = request.getMethod().equals("POST");
    int bodyLimit = configuration.bodyLimit();
    if (post && OwnPage.foreign(request)) {
      Answers.refuse(response, route.gate(), 403, "this was sent from another site's page");
      return;
    }
    try {
      ClientAddress address = forwarding.get().client(request);
      CallerAttribute.set(request, address);
      Optional<Instant> until = anvil.blockedUntil(address);
      if (until.isPresent() && !blocked.mayPass(request, route.gate())) {
        blocked.refuse(response, route.gate(), address, until.get());
      } else if (post && route == Route.SOAP && !SoapContent.fits(request.getContentType())) {
        Answers.refuse(response, route.gate(), 415, SoapContent.WANTED);
      } else if (post && route == Route.REST && !RestContent.fits(request)) {
        Answers.refuse(response, route.gate(), 415, RestContent.WANTED);
      } else if (request.getContentLengthLong() > bodyLimit) {
        Answers.refuse(
            response,
            route.gate(),
            413,
            "a request here may have at most " + bodyLimit / KIBIBYTE + " KiB");
      } else {
        protectPage(response, route);
        LimitedRequest limited = new LimitedRequest(request, bodyLimit);
        lead(new Visit(limited, response, route.gate(), address, until, chain), route);
      }
    } catch (RuntimeException e) {
      unavailable(request, response, route.gate(), e);
    }
  }

  private void lead(Visit visit, Route route) throws IOException, ServletException {
    if (route == Route.NOWHERE || route == Route.DAV) {
      visit.refuse(404, Answers.explanation(404));
    } else if (route.guarded()) {
      Sending.follow(answers, visit.request(), visit.response(), () -> guardedGate.enter(visit));
    } else if (route == Route.REST_DESCRIPTION) {
      describe(visit, "GET this; a command is called by POST /api/{module}/{function}");
    } else if (route == Route.SOAP_DESCRIPTION) {
      describe(visit, "GET this; SOAP messages are posted to /soap");
    } else {
      panel.enter(visit, path(visit.request()));
    }
  }

  /** No id or credential is looked at, since nothing depends on it. */
  private static void describe(Visit visit, String instead) throws IOException, ServletException {
    if (READING.contains(visit.request().getMethod())) {
      visit.goOn();
    } else {
      visit.response().setHeader("Allow", String.join(", ", READING));
      visit.refuse(405, instead);
    }
  }

  private void unavailable(
      HttpServletRequest request, HttpServletResponse response, Gate gate, RuntimeException e)
      throws IOException {
    if (response.isCommitted()) {
      throw e;
    }
    if (!Readiness.away(e)) {
      LOG.log(Level.SEVERE, "a request could not be decided", e);
    }
    String connection = response.getHeader("Connection");
    // No cookie that was to go with another answer.
    response.reset();
    response.setHeader("X-Content-Type-Options", "nosniff");
    HttpsAlone.tell(transport, request, response);
    if (connection != null) {
      // What follows on this connection may still be of the same message.
      response.setHeader("Connection", connection);
    }
    Answers.unavailable(response, gate);
  }

  private void refused(ClientAddress address, Gate gate) {
    metrics.refusal();
    audit.refused(address, gate);
  }

  /** What an answer of a gate or of the panel needs besides; the edge's own are no pages. */
  private static void protectPage(HttpServletResponse response, Route route) {
    if (route.guarded() || route == Route.SOAP_DESCRIPTION) {
      response.setHeader("Content-Security-Policy", ANSWER_SECURITY_POLICY);
      return;
    }
    // With no-referrer a browser sends "Origin: null" with our own forms too (Fetch, section 3.2),
    // and they would be taken for another site's.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader(
        "Content-Security-Policy",
        route == Route.REST_DESCRIPTION ? DESCRIPTION_SECURITY_POLICY : CONTENT_SECURITY_POLICY);
  }

  /** What follows on such a connection is never read. */
  private static void refuseFraming(HttpServletResponse response, Gate gate, String reason)
      throws IOException {
    response.setHeader("Connection", "close");
    Answers.refuse(response, gate, 400, reason);
  }

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
