package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.scope.HostName;

/**
 * What this server is called: the names and addresses of {@code [core] hostnames}, or else the
 * machine's name, its addresses and localhost. What a client writes into its Host header chooses
 * among these and never appears itself.
 */
final class Hostnames {

  private static final String ATTRIBUTE = Hostnames.class.getName();

  private static final Pattern PORT = Pattern.compile(":\\d*$");

  private final List<String> names;
  private final boolean ownAddresses;

  /**
   * Names a server.
   *
   * @param configured names and addresses as {@link HostName} writes them; none for the machine's
   *     own
   */
  Hostnames(List<String> configured) {
    ownAddresses = configured.isEmpty();
    names = ownAddresses ? machines() : List.copyOf(configured);
  }

  private static List<String> machines() {
    Set<String> names = new LinkedHashSet<>();
    names.add(HostName.ofThisMachine());
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> HostName.bracketed(ClientAddress.of(address).text()))
          .forEach(names::add);
    } catch (SocketException e) {
      // Each connection still tells its own.
    }
    names.add("localhost");
    return List.copyOf(names);
  }

  /**
   * Makes these the names that a request is answered under. What is set is of no type of ours: the
   * web application that answers may have its own.
   */
  void setFor(HttpServletRequest request) {
    Supplier<String> choice = () -> chosen(request);
    request.setAttribute(ATTRIBUTE, choice);
  }

  /**
   * The name to answer a request under: the one that equals its Host header without the port, else
   * the first.
   *
   * @throws IllegalStateException when the request did not pass the edge
   */
  static String of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Supplier<?> choice) {
      return (String) choice.get();
    }
    throw new IllegalStateException("this request did not pass the edge");
  }

  private String chosen(HttpServletRequest request) {
    String asked = PORT.matcher(String.valueOf(request.getHeader("Host"))).replaceFirst("");
    for (String name : names) {
      if (asked.equalsIgnoreCase(name)) {
        return name;
      }
    }
    if (ownAddresses) {
      // One that the machine did not have yet when it was asked for them.
      String local = HostName.bracketed(ClientAddress.of(request.getLocalAddr()).text());
      if (asked.equalsIgnoreCase(local)) {
        return local;
      }
    }
    return names.getFirst();
  }
}
