package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;

/**
 * What this server is called: the names and addresses of {@code [core] hostnames}, or else the
 * machine's name, its addresses and localhost. What a client writes into its Host header chooses
 * among these and never appears itself.
 */
final class Hostnames {

  private static final String ATTRIBUTE = Hostnames.class.getName();

  /** RFC 1123, section 2.1; a name all in digits and dots would be an address. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?!.*\\.?\\d+$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private static final Pattern PORT = Pattern.compile(":\\d*$");

  private final List<String> names;
  private final boolean ownAddresses;

  /**
   * Reads the setting.
   *
   * @param setting names and addresses with commas between them; empty for the machine's own
   * @throws IllegalArgumentException when one of them is neither
   */
  Hostnames(String setting) {
    List<String> configured =
        Stream.of(setting.split(","))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .map(Hostnames::name)
            .toList();
    ownAddresses = configured.isEmpty();
    names = ownAddresses ? machines() : configured;
  }

  private static String name(String entry) {
    if (NAME.matcher(entry).matches()) {
      return entry;
    }
    try {
      return bracketed(ClientAddress.of(entry.replaceFirst("^\\[(.*)]$", "$1")).text());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "[core] hostnames: '" + entry + "' is no host name or address");
    }
  }

  private static List<String> machines() {
    Set<String> names = new LinkedHashSet<>();
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // It has addresses all the same.
    }
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> bracketed(ClientAddress.of(address).text()))
          .forEach(names::add);
    } catch (SocketException e) {
      // Each connection still tells its own.
    }
    names.add("localhost");
    return List.copyOf(names);
  }

  private static String bracketed(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
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
      String local = bracketed(ClientAddress.of(request.getLocalAddr()).text());
      if (asked.equalsIgnoreCase(local)) {
        return local;
      }
    }
    return names.getFirst();
  }
}
