package org.gatehouse.host.tls;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A handshake of TLS in memory, between a server and a client that trusts everybody: what no client
 * could connect to, such as a key that is too weak or on a curve that TLS has not, fails in it.
 */
final class TrialHandshake {

  private static final int BUFFER = 1 << 17;

  /** Of steps of both sides; a handshake takes about twenty. */
  private static final int MOST_STEPS = 1_000;

  private TrialHandshake() {}

  /**
   * Does it.
   *
   * @throws SSLException saying why it fails
   * @throws GeneralSecurityException when this platform has no TLS
   */
  static void with(SSLContext server) throws GeneralSecurityException, SSLException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustEverybody()}, null);
    Side client = new Side(trusting.createSSLEngine(), true);
    Side answering = new Side(server.createSSLEngine(), false);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (client.done() && answering.done()) {
        return;
      }
      client.step(answering.sent);
      answering.step(client.sent);
    }
    throw new SSLException("the handshake does not end");
  }

  /** One of both, and what it has sent that the other has not read. */
  private static final class Side {

    private final SSLEngine engine;
    private final ByteBuffer sent = ByteBuffer.allocate(BUFFER);

    Side(SSLEngine engine, boolean client) throws SSLException {
      this.engine = engine;
      engine.setUseClientMode(client);
      engine.beginHandshake();
    }

    boolean done() {
      return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    void step(ByteBuffer received) throws SSLException {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), sent);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING -> {
          received.flip();
          engine.unwrap(received, ByteBuffer.allocate(BUFFER));
          received.compact();
        }
        case FINISHED -> {
          // Told by results alone.
        }
      }
    }
  }

  /** Whom a certificate names is not what is tried. */
  private static final class TrustEverybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      // Everybody is.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // Everybody is.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // Everybody is.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // Everybody is.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // Everybody is.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // Everybody is.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
