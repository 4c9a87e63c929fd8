package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.auth.ClientAddress;

/**
 * How this server is called in what it answers. A name is only ever one that the server knows of
 * itself: the machine's name, localhost, or the address at which the connection arrived. What a
 * client writes into its Host header chooses among these and never appears itself.
 *
 * @param scheme {@code http} or {@code https}, as the client's connection is
 * @param host the name or address; an IPv6 address in brackets
 * @param port the port at which the connection arrived; when a trusted forwarder says that the
 *     client's has another scheme, the usual one of that
 */
public record ServerName(String scheme, String host, int port) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final String MACHINE = machine();

  /** The name to answer a request under: the one that the client used, when it is ours. */
  public static ServerName of(HttpServletRequest request) {
    List<String> ours = new ArrayList<>(List.of(MACHINE, "localhost"));
    ours.add(bracketed(request.getLocalAddr()));
    String asked = String.valueOf(request.getHeader("Host")).replaceFirst(":\\d+$", "");
    String host = ours.stream().filter(asked::equalsIgnoreCase).findFirst().orElse(MACHINE);
    return new ServerName(request.isSecure() ? "https" : "http", host, port(request));
  }

  /** The URL of the root, without a slash at its end. */
  public String baseUrl() {
    return scheme + "://" + host + ":" + port;
  }

  private static int port(HttpServletRequest request) {
    if (!ForwardedRequest.within(request)) {
      return request.getLocalPort();
    }
    return request.isSecure() ? HTTPS : HTTP;
  }

  private static String bracketed(String address) {
    int zone = address.indexOf('%');
    String bare = zone < 0 ? address : address.substring(0, zone);
    return bare.indexOf(':') < 0 ? bare : "[" + ClientAddress.of(bare).text() + "]";
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
