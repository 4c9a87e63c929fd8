package org.gatehouse.listener;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;

/**
 * Begins each connection of TLS with the certificate of its moment. TLS 1.2 and 1.3 are spoken,
 * with suites that keep the past secret when the key gets lost and whose encryption authenticates
 * (RFC 9325, section 4.2; RFC 8446, appendix B.4).
 */
final class TlsEngines extends SSLEngineConfigurator {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private static final String[] SUITES = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  };

  private final Supplier<SSLContext> context;

  /** Engines of whatever context is supplied at the time. */
  TlsEngines(Supplier<SSLContext> context) {
    super(context.get(), false, false, false);
    this.context = context;
  }

  @Override
  public SSLEngine createSSLEngine() {
    return configured(context.get().createSSLEngine());
  }

  @Override
  public SSLEngine createSSLEngine(String peerHost, int peerPort) {
    return configured(context.get().createSSLEngine(peerHost, peerPort));
  }

  private static SSLEngine configured(SSLEngine engine) {
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(SUITES);
    // All are sound: clients know best which of them their processors do fast.
    parameters.setUseCipherSuitesOrder(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  public SSLContext getSslContext() {
    return context.get();
  }

  @Override
  public SSLEngineConfigurator copy() {
    return new TlsEngines(context);
  }
}
