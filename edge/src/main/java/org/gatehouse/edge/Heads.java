package org.gatehouse.edge;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpProbe;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;

/**
 * Looks at the head of every request as soon as it was read, before the server maps it. As with
 * {@link ServerConnection}, no specification leads there, so Grizzly's services are asked for by
 * name, and on a server that has none of it everything stays as that server does it.
 */
final class Heads extends HttpProbe.Adapter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Heads.class.getName());
  private static final String LISTENERS = "com.sun.enterprise.v3.services.impl.GrizzlyService";
  private static final String HABITAT = "org.glassfish.internal.api.Globals";

  private final List<HttpServerFilter> codecs = new ArrayList<>();

  private Heads() {}

  /**
   * Looks at the requests of every listener of the server.
   *
   * @return what ends it
   */
  static AutoCloseable watch(ServletContext context) {
    try {
      ReasonPhrases.teach();
      return watch(context.getClass().getClassLoader());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "this server shows no heads before it maps them", e);
      return () -> {};
    }
  }

  private static Heads watch(ClassLoader server) throws ReflectiveOperationException {
    Heads heads = new Heads();
    for (Object listener : listeners(server)) {
      Object codecs =
          listener
              .getClass()
              .getMethod("getFilters", Class.class)
              .invoke(listener, HttpServerFilter.class);
      for (Object codec : (Collection<?>) codecs) {
        heads.codecs.add((HttpServerFilter) codec);
      }
    }
    heads.codecs.forEach(codec -> codec.getMonitoringConfig().addProbes(heads));
    return heads;
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

  /** Called by the server for each request. */
  @Override
  @SuppressWarnings("rawtypes") // as Grizzly declares it
  public void onHeaderParseEvent(Connection connection, HttpHeader header, int size) {
    if (header instanceof HttpRequestPacket head) {
      try {
        Framing.see(connection, head);
        if (Ports.dav(head.getLocalPort())) {
          DavRequest.see(head);
        } else {
          UndecodablePath.see(head);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a head could not be looked at", e);
      }
    }
  }

  @Override
  public void close() {
    codecs.forEach(codec -> codec.getMonitoringConfig().removeProbes(this));
  }
}
