package org.gatehouse.listener;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/**
 * The listeners of the running server, as GlassFish has them. No specification leads there, so its
 * services are asked for by their names, and on another server nothing is found.
 */
final class ServerListeners {

  private static final Logger LOG = Logger.getLogger(ServerListeners.class.getName());

  private ServerListeners() {}

  /**
   * A listener of the server's configuration.
   *
   * @param transport what it accepts connections with
   * @param port where
   * @param codecs what reads requests from it
   */
  record Listener(TCPNIOTransport transport, int port, List<HttpServerFilter> codecs) {

    Listener {
      codecs = List.copyOf(codecs);
    }
  }

  /** The listener of a name; empty when this server has none. */
  static Optional<Listener> named(String name) {
    try {
      Class<?> services = Class.forName("org.glassfish.internal.api.Globals");
      Class<?> setting = Class.forName("org.glassfish.grizzly.config.dom.NetworkListener");
      Class<?> network = Class.forName("org.glassfish.grizzly.config.dom.NetworkConfig");
      Object listener =
          network
              .getMethod("getNetworkListener", String.class)
              .invoke(get(services, network), name);
      Class<?> grizzly = Class.forName("com.sun.enterprise.v3.services.impl.GrizzlyService");
      Object proxy =
          grizzly.getMethod("lookupNetworkProxy", setting).invoke(get(services, grizzly), listener);
      Object underlying = ask(proxy, "getUnderlyingListener");
      return ask(underlying, "getTransport") instanceof TCPNIOTransport transport
              && ask(underlying, "getPort") instanceof Integer port
          ? Optional.of(new Listener(transport, port, codecs(underlying)))
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "this server shows no listener " + name, e);
      return Optional.empty();
    }
  }

  private static List<HttpServerFilter> codecs(Object listener)
      throws ReflectiveOperationException {
    Object found =
        listener
            .getClass()
            .getMethod("getFilters", Class.class)
            .invoke(listener, HttpServerFilter.class);
    return ((Collection<?>) found).stream().map(HttpServerFilter.class::cast).toList();
  }

  private static Object get(Class<?> services, Class<?> type) throws ReflectiveOperationException {
    return services.getMethod("get", Class.class).invoke(null, type);
  }

  private static Object ask(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
