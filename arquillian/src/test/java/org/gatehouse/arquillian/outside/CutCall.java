package org.gatehouse.arquillian.outside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Calls whose connection the client cuts at a moment of its choice, as one does that is killed or
 * does not wait any longer.
 *
 * @param port where to
 * @param tls whether in TLS
 * @param protocol {@code HTTP/1.0} or {@code HTTP/1.1}
 * @param close whether it asks for the connection to be closed after the answer
 */
record CutCall(int port, boolean tls, String protocol, boolean close) {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked");
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final SSLContext BELIEVES_ALL = believesAll();

  /** When a connection is cut, and how. */
  enum Cut {
    /** While the call still runs, or at least before its answer can have come. */
    BEFORE_THE_ANSWER(false, false, Duration.ZERO),
    /** The same, with a reset. */
    BEFORE_THE_ANSWER_BY_RESET(false, true, Duration.ZERO),
    /** When the answer is there, unread. */
    AFTER_THE_ANSWER(true, false, Duration.ZERO),
    /** The same, with a reset. */
    AFTER_THE_ANSWER_BY_RESET(true, true, Duration.ZERO),
    /** A moment later. */
    A_MOMENT_AFTER_THE_ANSWER(true, false, Duration.ofMillis(20)),
    /** The same, with a reset. */
    A_MOMENT_AFTER_THE_ANSWER_BY_RESET(true, true, Duration.ofMillis(20));

    private final boolean answered;
    private final boolean reset;
    private final Duration moment;

    Cut(boolean answered, boolean reset, Duration moment) {
      this.answered = answered;
      this.reset = reset;
      this.moment = moment;
    }
  }

  /** A request of an account. */
  record Request(String path, String user, String type, String body) {

    private String text(CutCall call) {
      String credential = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
      return "POST "
          + path
          + " "
          + call.protocol
          + "\r\nHost: localhost\r\nAuthorization: Basic "
          + credential
          + "\r\nContent-Type: "
          + type
          + "\r\nContent-Length: "
          + body.length()
          + (call.close ? "\r\nConnection: close" : "")
          + END_OF_HEAD
          + body;
    }
  }

  /**
   * Sends a request and cuts the connection without reading anything of its answer.
   *
   * @return how long it took at most from when the answer was there, unread, until the connection
   *     was closed: a busy machine may let some time pass in between
   */
  Duration cut(Request request, Cut cut) {
    long unanswered;
    try (Socket wire = new Socket("127.0.0.1", port)) {
      wire.setTcpNoDelay(true);
      Socket stream = stream(wire);
      unanswered = System.nanoTime();
      send(stream, request);
      if (cut.answered) {
        long now = unanswered;
        while (!readable(wire)) {
          unanswered = now;
          now = System.nanoTime();
        }
        while (System.nanoTime() - now < cut.moment.toNanos()) {
          Thread.onSpinWait();
        }
      }
      if (cut.reset) {
        wire.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Duration.ofNanos(System.nanoTime() - unanswered);
  }

  /** Sends a request, reads its answer, and closes the connection in an orderly way. */
  String answer(Request request) {
    return answers(List.of(request)).getFirst();
  }

  /** Sends requests on one connection, each after the answer of the one before. */
  List<String> answers(List<Request> requests) {
    try (Socket wire = new Socket("127.0.0.1", port);
        Socket stream = stream(wire)) {
      List<String> answers = new ArrayList<>();
      for (Request request : requests) {
        send(stream, request);
        answers.add(read(stream.getInputStream()));
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(Socket stream, Request request) throws IOException {
    stream.getOutputStream().write(request.text(this).getBytes(StandardCharsets.ISO_8859_1));
    stream.getOutputStream().flush();
  }

  private Socket stream(Socket wire) throws IOException {
    if (!tls) {
      return wire;
    }
    SSLSocket socket =
        (SSLSocket) BELIEVES_ALL.getSocketFactory().createSocket(wire, "localhost", port, false);
    // What TLS 1.3 sends after its handshake would be taken for an answer.
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.startHandshake();
    return socket;
  }

  private static boolean readable(Socket wire) {
    try {
      return wire.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(InputStream answer) throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    String text = "";
    while (!complete(text)) {
      int next = answer.read();
      if (next < 0) {
        break;
      }
      heard.write(next);
      text = heard.toString(StandardCharsets.ISO_8859_1);
    }
    return text;
  }

  private static boolean complete(String text) {
    int head = text.indexOf(END_OF_HEAD);
    if (head < 0) {
      return false;
    }
    if (CHUNKED.matcher(text).find()) {
      return text.endsWith("\r\n0\r\n\r\n");
    }
    Matcher length = LENGTH.matcher(text);
    return length.find()
        && text.length() == head + END_OF_HEAD.length() + Integer.parseInt(length.group(1));
  }

  private static SSLContext believesAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          List.of(
                  new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {
                      throw new IllegalStateException("this is a client");
                    }

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {
                      // This test asks for no proof of who answers.
                    }

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                      return new X509Certificate[0];
                    }
                  })
              .toArray(TrustManager[]::new),
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
