package org.gatehouse.arquillian.outside;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where requests come from: this machine's loopback address, or a network namespace with an address
 * of its own, so that what one test does wrong is not counted against another. The traffic does not
 * leave this machine.
 */
final class Visitor implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int NETWORKS_OF_A_BYTE = 250;
  private static final int NETWORKS = 50 * NETWORKS_OF_A_BYTE;

  /** Taken in turn, so that nobody gets an address that an earlier test had blocked. */
  private static final AtomicInteger NEXT = new AtomicInteger(RANDOM.nextInt(NETWORKS));

  private final GatehouseServer server;
  private final String namespace;
  private String address;
  private final String host;

  private Visitor(GatehouseServer server, String namespace, String address, String host) {
    this.server = server;
    this.namespace = namespace;
    this.address = address;
    this.host = host;
  }

  /** Somebody on this machine. */
  static Visitor onThisMachine(GatehouseServer server) {
    return new Visitor(server, "", "127.0.0.1", "127.0.0.1");
  }

  /** Somebody with an IPv4 address of their own; needs root. */
  static Visitor fromElsewhere(GatehouseServer server) {
    // A quarter of the private network 10/8 that neither clouds nor container tools take first.
    int next = NEXT.getAndIncrement() % NETWORKS;
    String network =
        "10.%d.%d.".formatted(200 + next / NETWORKS_OF_A_BYTE, next % NETWORKS_OF_A_BYTE);
    return inNamespace(server, network + 2, network + 1, "30", network + 1);
  }

  /** Somebody with an IPv6 address of their own, of the range for documentation; needs root. */
  static Visitor fromElsewhereByIpv6(GatehouseServer server) {
    // A /48 of its own: a network that fails too often is blocked whole.
    String network = "2001:db8:%x::".formatted(1 + NEXT.getAndIncrement() % NETWORKS);
    return inNamespace(server, network + 2, network + 1, "64", "[" + network + "1]");
  }

  private static Visitor inNamespace(
      GatehouseServer server, String address, String gateway, String prefix, String host) {
    // Names of interfaces have at most 15 characters.
    String name = "gh%08x".formatted(RANDOM.nextInt());
    ip("netns", "add", name);
    try {
      ip("link", "add", name, "type", "veth", "peer", "name", name + "in", "netns", name);
      addAddress(List.of(), gateway + "/" + prefix, name);
      ip("link", "set", name, "up");
      addAddress(List.of("-n", name), address + "/" + prefix, name + "in");
      ip("-n", name, "link", "set", name + "in", "up");
      ip("-n", name, "link", "set", "lo", "up");
    } catch (AssertionError e) {
      ip("netns", "delete", name);
      throw e;
    }
    return new Visitor(server, name, address, host);
  }

  private static void addAddress(List<String> where, String address, String device) {
    List<String> arguments = new ArrayList<>(where);
    arguments.addAll(List.of("address", "add", address, "dev", device));
    if (address.indexOf(':') >= 0) {
      // Nobody else can have it here, so nobody need be asked for a second or two.
      arguments.add("nodad");
    }
    ip(arguments.toArray(String[]::new));
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Program.run(command.toArray(String[]::new)).orFail();
  }

  /** The address that the server sees. */
  String address() {
    return address;
  }

  /** Moves to another address of the same IPv6 network. */
  void moveToNeighbour() {
    String neighbour = address.replaceFirst("2$", "3");
    ip("-n", namespace, "address", "delete", address + "/64", "dev", namespace + "in");
    addAddress(List.of("-n", namespace), neighbour + "/64", namespace + "in");
    address = neighbour;
  }

  /** The URL of a path at the panel's port, as seen from here. */
  String url(String path) {
    return "http://" + host + ":" + server.port() + path;
  }

  /** The URL of a path at the port of DAV. */
  String davUrl(String path) {
    return "http://" + host + ":" + server.davPorts().getFirst() + path;
  }

  /** The same on TLS. */
  String tlsUrl(String path) {
    return "https://" + host + ":" + server.tlsPort() + path;
  }

  /** Sends one request; {@code options} are curl's. */
  Answer send(String url, String... options) {
    List<String> command = curl(options);
    command.addAll(List.of("--include", "--write-out", "\n%{time_total}", url));
    String output = run(command).orFail();
    int last = output.lastIndexOf('\n');
    return Answer.read(output.substring(0, last), seconds(output.substring(last + 1)));
  }

  /** Sends many of one request at once, each on a connection of its own, and tells the statuses. */
  List<Integer> sendAtOnce(int count, String url, String... options) {
    List<String> command = curl(options);
    command.addAll(List.of("--parallel", "--parallel-immediate"));
    command.addAll(List.of("--parallel-max", Integer.toString(count)));
    command.addAll(List.of("--output", "/dev/null", "--write-out", "%{http_code}\n"));
    command.add(url + "?request=[1-" + count + "]");
    return run(command).orFail().lines().map(Integer::valueOf).toList();
  }

  private static List<String> curl(String... options) {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
    command.addAll(List.of("--insecure", "--max-time", "120", "--header", "Expect:"));
    command.addAll(List.of(options));
    return command;
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis(Math.round(1000 * Double.parseDouble(text)));
  }

  /** Runs a program here. */
  Program.Ended run(List<String> command) {
    List<String> here = new ArrayList<>();
    if (!namespace.isEmpty()) {
      here.addAll(List.of("ip", "netns", "exec", namespace));
    }
    here.addAll(command);
    return Program.run(here.toArray(String[]::new));
  }

  @Override
  public void close() {
    if (!namespace.isEmpty()) {
      // Its end of the pair goes with it, and the other end with that one.
      ip("netns", "delete", namespace);
    }
  }
}
