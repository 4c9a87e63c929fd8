package org.gatehouse.listener;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.ssl.SSLFilter;

/**
 * Our TLS in the place of the server's own on one listener: the server reads its key store once,
 * and has no setting for another certificate.
 */
final class TlsListener implements AutoCloseable {

  private final FilterChain chain;
  private final int place;
  private final SSLBaseFilter own;

  private TlsListener(FilterChain chain, int place, SSLBaseFilter own) {
    this.chain = chain;
    this.place = place;
    this.own = own;
  }

  /**
   * Connections of this transport are begun with what the context is then.
   *
   * @throws IllegalArgumentException when the transport speaks no TLS
   */
  static TlsListener on(TCPNIOTransport transport, Supplier<SSLContext> context) {
    if (transport.getProcessor() instanceof FilterChain chain) {
      int place = chain.indexOfType(SSLBaseFilter.class);
      if (place >= 0 && chain.get(place) instanceof SSLBaseFilter own) {
        // Never a client here; without one Grizzly reads the key store of the whole JVM for it.
        SSLEngineConfigurator none = new SSLEngineConfigurator(context.get());
        SSLFilter ours = new SSLFilter(new TlsEngines(context), none);
        ours.setHandshakeTimeout(
            own.getHandshakeTimeout(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS);
        chain.set(place, ours);
        return new TlsListener(chain, place, own);
      }
    }
    throw new IllegalArgumentException("this listener speaks no TLS");
  }

  /** Gives the server its own back. */
  @Override
  public void close() {
    chain.set(place, own);
  }
}
