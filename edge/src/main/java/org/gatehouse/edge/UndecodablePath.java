package org.gatehouse.edge;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Gate;

/**
 * Requests whose path cannot be decoded (RFC 3986, section 2.1): a broken escape, what is no UTF-8,
 * a NUL, a backslash, or more {@code ..} than there are segments. The server would answer them
 * itself before any filter, with an empty body, after a broken escape even with 200 and a trace of
 * its stack in the log. Here they get the path {@code /} as soon as their head was read, so that
 * the {@link EdgeFilter} answers them as any other, and are known to it by an attribute. At the DAV
 * ports every request gets one path, see {@link DavRequest}.
 *
 * <p>As with {@link ServerConnection}, no specification leads to where a head is seen before the
 * server maps it, so Grizzly's probes are asked for by name, and on a server that has none of it
 * everything stays as that server does it.
 */
final class UndecodablePath implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(UndecodablePath.class.getName());
  private static final String GATE = UndecodablePath.class.getName();
  private static final String LISTENERS = "com.sun.enterprise.v3.services.impl.GrizzlyService";
  private static final String HABITAT = "org.glassfish.internal.api.Globals";
  private static final String HTTP = "org.glassfish.grizzly.http.";

  private final List<Runnable> undo = new ArrayList<>();

  private UndecodablePath() {}

  /** Sees to the requests of every listener of the server until it is closed. */
  static UndecodablePath watch(ServletContext context) {
    UndecodablePath watching = new UndecodablePath();
    try {
      for (Object listener : listeners(context.getClass().getClassLoader())) {
        watching.watchListener(listener);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "this server shows no heads before it maps them", e);
    }
    return watching;
  }

  /** In whose form a request is refused, if its path could not be decoded. */
  static Optional<Gate> gate(ServletRequest request) {
    return request.getAttribute(GATE) instanceof Gate gate ? Optional.of(gate) : Optional.empty();
  }

  private static List<Object> listeners(ClassLoader server) throws ReflectiveOperationException {
    Method habitat = server.loadClass(HABITAT).getMethod("getDefaultHabitat");
    Object locator = habitat.invoke(null);
    ClassLoader services = habitat.getReturnType().getClassLoader();
    Class<?> filter = services.loadClass("org.glassfish.hk2.api.Filter");
    Object descriptor =
        habitat
            .getReturnType()
            .getMethod("getBestDescriptor", filter)
            .invoke(
                locator,
                services
                    .loadClass("org.glassfish.hk2.utilities.BuilderHelper")
                    .getMethod("createContractFilter", String.class)
                    .invoke(null, LISTENERS));
    Object handle =
        habitat
            .getReturnType()
            .getMethod(
                "getServiceHandle", services.loadClass("org.glassfish.hk2.api.ActiveDescriptor"))
            .invoke(locator, descriptor);
    Object service =
        services
            .loadClass("org.glassfish.hk2.api.ServiceHandle")
            .getMethod("getService")
            .invoke(handle);
    Field proxies = service.getClass().getDeclaredField("proxies");
    proxies.setAccessible(true);
    List<Object> listeners = new ArrayList<>();
    for (Object proxy : (Collection<?>) proxies.get(service)) {
      listeners.add(proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy));
    }
    return listeners;
  }

  private void watchListener(Object listener) throws ReflectiveOperationException {
    ClassLoader grizzly = listener.getClass().getClassLoader();
    Class<?> codec = grizzly.loadClass(HTTP + "HttpServerFilter");
    Class<?> probeType = grizzly.loadClass(HTTP + "HttpProbe");
    Object probes = Array.newInstance(probeType, 1);
    Array.set(probes, 0, probe(probeType));
    Object codecs =
        listener.getClass().getMethod("getFilters", Class.class).invoke(listener, codec);
    for (Object filter : (Collection<?>) codecs) {
      Method monitoring = codec.getMethod("getMonitoringConfig");
      Object heads = monitoring.invoke(filter);
      monitoring.getReturnType().getMethod("addProbes", Object[].class).invoke(heads, probes);
      undo.add(() -> remove(monitoring, heads, probes));
    }
  }

  private static void remove(Method monitoring, Object heads, Object probes) {
    try {
      monitoring.getReturnType().getMethod("removeProbes", Object[].class).invoke(heads, probes);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "the server kept what it was to forget", e);
    }
  }

  private static Object probe(Class<?> type) throws ReflectiveOperationException {
    Head head = new Head(type.getClassLoader());
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (probe, method, arguments) ->
            switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(probe);
              case "equals" -> probe == arguments[0];
              case "toString" -> "a probe of the edge";
              case "onHeaderParseEvent" -> {
                head.parsed(arguments[1]);
                yield null;
              }
              default -> null;
            });
  }

  /** The methods of a head, found once, since each request has one. */
  private record Head(
      Method uri,
      Method decoded,
      Method written,
      Method bytes,
      Method replace,
      Method tell,
      Method port) {

    Head(ClassLoader grizzly) throws ReflectiveOperationException {
      this(
          grizzly.loadClass(HTTP + "HttpRequestPacket").getMethod("getRequestURIRef"),
          grizzly.loadClass(HTTP + "util.RequestURIRef").getMethod("getDecodedRequestURIBC"),
          grizzly.loadClass(HTTP + "util.RequestURIRef").getMethod("getURI"),
          grizzly.loadClass(HTTP + "util.RequestURIRef").getMethod("getURI", Charset.class),
          grizzly.loadClass(HTTP + "util.RequestURIRef").getMethod("init", String.class),
          grizzly
              .loadClass(HTTP + "HttpRequestPacket")
              .getMethod("setAttribute", String.class, Object.class),
          grizzly.loadClass(HTTP + "HttpRequestPacket").getMethod("getLocalPort"));
    }

    void parsed(Object head) {
      try {
        Object path = uri.invoke(head);
        if (Ports.dav((int) port.invoke(head))) {
          tell.invoke(head, DavRequest.URI, bytes.invoke(path, StandardCharsets.ISO_8859_1));
          replace.invoke(path, DavRequest.PATH);
          return;
        }
        try {
          // The server decodes it once, now or later.
          decoded.invoke(path);
        } catch (InvocationTargetException e) {
          String sent = String.valueOf(written.invoke(path));
          replace.invoke(path, "/");
          tell.invoke(head, GATE, Route.of(sent).gate());
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.FINE, "a head could not be looked at", e);
      }
    }
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
