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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.scope.Configuration;

/**
 * The one filter before every gate. In this order: a message with two framings is refused; the DAV
 * ports serve nothing else; what a page of another site sent, or is no message for SOAP, is
 * refused; the client's address is found; a blocked one gets 429 before a body is read; bodies are
 * bounded; a guarded gate admits the credential in the request's head or answers 401; answers are
 * held as the anvil says.
 */
public class EdgeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(EdgeFilter.class.getName());

  /** Pages need their style sheet and their forms; nothing else is loaded or run. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private static final int KIBIBYTE = 1024;
  private static final int MOST_HELD = 100_000;
  private static final List<String> PANEL_METHODS = List.of("GET", "HEAD", "POST");

  @Inject private transient Anvil anvil;
  @Inject private transient Gatekeeper gatekeeper;
  @Inject private transient Configuration configuration;
  @Inject private transient Metrics metrics;
  @Inject private transient Clock clock;

  @Resource private transient ManagedScheduledExecutorService scheduler;

  private transient Forwarding forwarding;
  private final transient PanelForms forms = new PanelForms();
  private long bodyLimit;
  private transient HeldAnswers heldAnswers;

  @Override
  public void init(FilterConfig filter) {
    bodyLimit = configuration.bodyLimit();
    forwarding = new Forwarding(configuration.text("core", "http_trusted_forward"));
    heldAnswers =
        new HeldAnswers(scheduler, configuration.number("edge", "held_limit", 1, MOST_HELD));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Route route = Route.of(path(request));
    response.setHeader("X-Content-Type-Options", "nosniff");
    // With no-referrer a browser sends "Origin: null" with our own forms too (Fetch, section 3.2),
    // and they would be taken for another site's.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    if (request.getHeader("Transfer-Encoding") != null) {
      // Two readers of one connection may see different requests (RFC 9112, section 6.1), and the
      // server drops a Content-Length that came before a Transfer-Encoding without a trace: nothing
      // that follows a chunked body on its connection is ever read.
      response.setHeader("Connection", "close");
    }
    if (twoFramings(request)) {
      Answers.refuse(
          response, route.gate(), 400, "send Content-Length or Transfer-Encoding, not both");
    } else if (Ports.dav(request)) {
      Answers.refuse(response, route.gate(), 404, "there is nothing here");
    } else if (route == Route.WATCH) {
      chain.doFilter(request, response);
    } else {
      enter(forwarding.asSent(request), new RelativeRedirects(response), route, chain);
    }
  }

  private void enter(
      HttpServletRequest request, HttpServletResponse response, Route route, FilterChain chain)
      throws IOException, ServletException {
    boolean post = request.getMethod().equals("POST");
    if (post && OwnPage.foreign(request)) {
      Answers.refuse(response, route.gate(), 403, "this was sent from another site's page");
      return;
    }
    if (post && route == Route.SOAP && !SoapContent.fits(request.getContentType())) {
      Answers.refuse(response, route.gate(), 415, SoapContent.WANTED);
      return;
    }
    ClientAddress address;
    Optional<Instant> blocked;
    try {
      address = forwarding.client(request);
      CallerAttribute.set(request, address);
      blocked = anvil.blockedUntil(address);
    } catch (RuntimeException e) {
      unavailable(response, route, e);
      return;
    }
    if (blocked.isPresent()) {
      metrics.refusal();
      throttle(response, route, blocked.get());
    } else if (request.getContentLengthLong() > bodyLimit) {
      Answers.refuse(
          response,
          route.gate(),
          413,
          "a request here may have at most " + bodyLimit / KIBIBYTE + " KiB");
    } else if (route.guarded()) {
      guard(new LimitedRequest(request, bodyLimit), response, route, chain, address);
    } else {
      panel(new LimitedRequest(request, bodyLimit), response, chain, address);
    }
  }

  private void guard(
      HttpServletRequest request,
      HttpServletResponse response,
      Route route,
      FilterChain chain,
      ClientAddress address)
      throws IOException, ServletException {
    if (route == Route.SOAP && !request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      Answers.refuse(
          response, route.gate(), 405, "POST a SOAP message here; /gatehouse.wsdl describes it");
      return;
    }
    Optional<Credential> credential = RequestCredential.of(request, route.gate());
    if (credential.isEmpty()) {
      Answers.deny(response, route.gate(), true);
      return;
    }
    Optional<HeldAnswers.Place> place = heldAnswers.reserve(address);
    if (place.isEmpty()) {
      Answers.unavailable(response, route.gate());
      return;
    }
    try (HeldAnswers.Place held = place.get()) {
      admit(request, response, route, chain, address, credential.get(), held);
    }
  }

  private void admit(
      HttpServletRequest request,
      HttpServletResponse response,
      Route route,
      FilterChain chain,
      ClientAddress address,
      Credential credential,
      HeldAnswers.Place place)
      throws IOException, ServletException {
    Verdict verdict;
    try {
      verdict =
          gatekeeper.admit(
              new Attempt(route.gate(), credential, address, request.getHeader("User-Agent")));
    } catch (RuntimeException e) {
      unavailable(response, route, e);
      return;
    }
    switch (verdict) {
      case Verdict.Admitted admitted -> {
        CallerAttribute.set(request, admitted.caller());
        if (admitted.hold().isZero()) {
          // A command may work for long.
          place.close();
          chain.doFilter(request, response);
        } else {
          place.chain(request, response, route.gate(), admitted.hold(), chain);
        }
      }
      case Verdict.Denied denied ->
          place.answer(
              request,
              response,
              route.gate(),
              denied.hold(),
              late -> Answers.deny(late, route.gate(), true));
      case Verdict.SecondStep step ->
          place.answer(
              request,
              response,
              route.gate(),
              step.hold(),
              late ->
                  Answers.refuse(late, route.gate(), 403, "this account signs in at the panel"));
      case Verdict.Throttled throttled -> throttle(response, route, throttled.until());
      case Verdict.Busy _ -> Answers.unavailable(response, route.gate());
    }
  }

  private void panel(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      ClientAddress address)
      throws IOException, ServletException {
    if (!PANEL_METHODS.contains(request.getMethod())) {
      response.setHeader("Allow", String.join(", ", PANEL_METHODS));
      Answers.refuse(response, Route.UI.gate(), 405, Answers.explanation(405));
      return;
    }
    boolean form = request.getMethod().equals("POST");
    Optional<Answers.Refusal> refusal = form ? forms.unfit(request) : forms.unfitLink(request);
    if (refusal.isPresent()) {
      refuse(response, refusal.get());
      return;
    }
    try {
      SessionCookie.read(request)
          .map(id -> new Attempt(Route.UI.gate(), new Credential.SessionId(id), address, ""))
          .map(gatekeeper::admit)
          .ifPresent(
              verdict -> {
                if (verdict instanceof Verdict.Admitted admitted) {
                  CallerAttribute.set(request, admitted.caller());
                }
              });
    } catch (RuntimeException e) {
      unavailable(response, Route.UI, e);
      return;
    }
    if (CallerAttribute.caller(request).isEmpty() && forms.needsCaller(path(request))) {
      response.sendRedirect(PanelForms.SIGN_IN);
    } else if (form) {
      post(request, response, chain, address);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void post(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      ClientAddress address)
      throws IOException, ServletException {
    Optional<FormRequest> form;
    try {
      form = forms.read(request, address);
    } catch (IllegalArgumentException e) {
      refuse(response, PanelForms.NO_FORM);
      return;
    }
    if (form.isEmpty()) {
      Answers.unavailable(response, Route.UI.gate());
      return;
    }
    Optional<Answers.Refusal> refusal = forms.unfitFields(form.get());
    if (refusal.isPresent()) {
      refuse(response, refusal.get());
    } else {
      // The sign-in form's verdict is known only within the chain.
      Optional<HeldAnswers.Place> place = heldAnswers.reserve(address);
      if (place.isEmpty()) {
        Answers.unavailable(response, Route.UI.gate());
        return;
      }
      try (HeldAnswers.Place held = place.get()) {
        held.chain(form.get(), response, Route.UI.gate(), Duration.ZERO, chain);
      }
    }
  }

  private static void refuse(HttpServletResponse response, Answers.Refusal refusal)
      throws IOException {
    Answers.refuse(response, Route.UI.gate(), refusal.status(), refusal.reason());
  }

  private void throttle(HttpServletResponse response, Route route, Instant until)
      throws IOException {
    Answers.throttle(response, route.gate(), Duration.between(clock.instant(), until));
  }

  private static void unavailable(HttpServletResponse response, Route route, RuntimeException e)
      throws IOException {
    LOG.log(Level.SEVERE, "a request could not be decided", e);
    Answers.unavailable(response, route.gate());
  }

  private static boolean twoFramings(HttpServletRequest request) {
    return request.getHeader("Transfer-Encoding") != null
        && request.getHeader("Content-Length") != null;
  }

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }
}
