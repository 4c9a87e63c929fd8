package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * The connection that a request came by, as GlassFish and Payara have it: one of Grizzly's. No
 * specification leads there, so it is asked for by name, and on a server that has none of it there
 * is no connection to ask.
 *
 * @param connection Grizzly's object, the same for each request of one connection
 * @param secure whether it is in TLS itself, whatever a proxy says
 * @param local this end of it
 * @param remote the other end
 */
record ServerConnection(
    Object connection, boolean secure, InetSocketAddress local, InetSocketAddress remote) {

  private static final Logger LOG = Logger.getLogger(ServerConnection.class.getName());
  private static final String LISTENER = "org.glassfish.grizzly.CloseListener";

  /** The connection of a request; empty on another server. */
  static Optional<ServerConnection> of(ServletRequest request) {
    ServletRequest innermost = innermost(request);
    try {
      Object catalina = ask(innermost, "getUnwrappedCoyoteRequest");
      Object connection =
          ask(ask(ask(catalina, "getGrizzlyRequest"), "getContext"), "getConnection");
      return ask(connection, "getLocalAddress") instanceof InetSocketAddress local
              && ask(connection, "getPeerAddress") instanceof InetSocketAddress remote
          ? Optional.of(new ServerConnection(connection, innermost.isSecure(), local, remote))
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "this server shows no connections", e);
      return Optional.empty();
    }
  }

  /**
   * Has a request that offers another protocol answered as any other. The server takes such an
   * offer for a deal, and sends what comes after it as it is: without Content-Type and chunks.
   */
  static void answerWithoutUpgrade(ServletRequest request) {
    try {
      Object catalina = ask(innermost(request), "getUnwrappedCoyoteRequest");
      Object head = ask(ask(catalina, "getGrizzlyRequest"), "getRequest");
      head.getClass().getMethod("setIgnoreContentModifiers", boolean.class).invoke(head, false);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "this server shows no heads", e);
    }
  }

  /**
   * Grizzly's own response to a request.
   *
   * @throws ReflectiveOperationException on a server that shows none
   */
  static Object response(ServletRequest request) throws ReflectiveOperationException {
    Object catalina = ask(innermost(request), "getUnwrappedCoyoteRequest");
    return ask(ask(catalina, "getGrizzlyRequest"), "getResponse");
  }

  /** Closes it, after what was written to it. */
  void close() {
    try {
      ask(connection, "closeSilently");
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "a connection could not be closed", e);
    }
  }

  /** Ends it at once, with what was written to it and is not sent yet. */
  void cut() {
    try {
      if (connection instanceof NIOConnection socket
          && socket.getChannel() instanceof SocketChannel channel) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.terminateSilently();
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "it has ended already", e);
    }
  }

  /** The request as the server made it, whatever wraps it. */
  static ServletRequest innermost(ServletRequest request) {
    ServletRequest innermost = request;
    while (innermost instanceof ServletRequestWrapper wrapper) {
      innermost = wrapper.getRequest();
    }
    return innermost;
  }

  private static Object ask(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  /**
   * Has something done just before this end is closed, whoever wants it closed; at once when it is
   * closed already.
   *
   * @return whether it will be done
   */
  boolean beforeClose(Runnable deed) {
    try {
      Method add =
          Arrays.stream(connection.getClass().getMethods())
              .filter(method -> method.getName().equals("addCloseListener"))
              .filter(method -> method.getParameterTypes()[0].getName().equals(LISTENER))
              .findFirst()
              .orElseThrow(NoSuchMethodException::new);
      Class<?> type = add.getParameterTypes()[0];
      add.invoke(
          connection,
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (listener, method, arguments) ->
                  switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(listener);
                    case "equals" -> listener == arguments[0];
                    case "toString" -> "a listener of the edge";
                    default -> {
                      deed.run();
                      yield null;
                    }
                  }));
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "this server tells no ends of connections", e);
      return false;
    }
  }
}
