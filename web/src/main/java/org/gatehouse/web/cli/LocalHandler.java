package org.gatehouse.web.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Delivery;

/** Asks the kernel who the peer is, bounds the body, and hands over the request. */
final class LocalHandler extends Handler.Abstract {

  private final TrustedPeers peers;
  private final IntSupplier bodyLimit;
  private final Function<LocalRequest, LocalAnswer> answering;

  LocalHandler(
      TrustedPeers peers, IntSupplier bodyLimit, Function<LocalRequest, LocalAnswer> answering) {
    this.peers = peers;
    this.bodyLimit = bodyLimit;
    this.answering = answering;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    // A command may work longer than a connection may be idle.
    request.addIdleTimeoutListener(_ -> false);
    if (trusted(request)) {
      Delivery delivery = new Delivery(() -> false);
      LocalAnswer answer = delivery.<LocalAnswer, IOException>during(() -> answer(request));
      send(response, telling(delivery, callback), answer);
    } else {
      send(response, callback, forbidden());
    }
    return true;
  }

  /** Writing to a Unix socket fails at once when its other end is gone. */
  private static Callback telling(Delivery delivery, Callback callback) {
    return new Callback.Nested(callback) {
      @Override
      public void succeeded() {
        delivery.delivered();
        super.succeeded();
      }

      @Override
      public void failed(Throwable why) {
        delivery.lost();
        super.failed(why);
      }
    };
  }

  private boolean trusted(Request request) throws IOException {
    return request.getConnectionMetaData().getConnection().getEndPoint().getTransport()
            instanceof SocketChannel connection
        && peers.includes(connection);
  }

  private LocalAnswer answer(Request request) throws IOException {
    int most = bodyLimit.getAsInt();
    if (request.getLength() > most) {
      return tooLarge();
    }
    byte[] body;
    try (InputStream stream = Content.Source.asInputStream(request)) {
      body = stream.readNBytes(most + 1);
    }
    if (body.length > most) {
      return tooLarge();
    }
    Fields query = Request.extractQueryParameters(request);
    return answering.apply(
        new LocalRequest(
            request.getMethod(),
            Request.getPathInContext(request),
            Optional.ofNullable(query.getValue("user")),
            Optional.ofNullable(query.getValue("domain")),
            body));
  }

  private static LocalAnswer forbidden() {
    return LocalAnswer.problem(
        403, Kind.FORBIDDEN, "only root and Gatehouse's own user may call here");
  }

  private LocalAnswer tooLarge() {
    return LocalAnswer.problem(
        413,
        Kind.ARGUMENT,
        "a request here may have at most " + bodyLimit.getAsInt() / 1024 + " KiB");
  }

  /** Answers what did not come as far as a handler: a request that is no HTTP. */
  static boolean refuse(Request request, Response response, Callback callback) {
    send(
        response,
        callback,
        LocalAnswer.problem(response.getStatus(), Kind.ARGUMENT, "the request cannot be served"));
    return true;
  }

  private static void send(Response response, Callback callback, LocalAnswer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
