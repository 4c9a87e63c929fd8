package org.gatehouse.ws;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.Declaration;
import org.gatehouse.command.Declared;
import org.gatehouse.command.Default;

/** Messages as clients write them, and a command that they call. */
final class Messages {

  /** A module with one command of every kind of argument. */
  public static final class Example {

    /**
     * Takes what it is given, for {@code <tests>} & others.
     *
     * @param domain a domain
     * @param count how many
     * @param force whether to insist
     * @param options values by name
     * @param names a list
     * @return all of it
     */
    @Command(roles = Role.APPLIANCE)
    public Map<String, Object> takeAll(
        Caller caller,
        String domain,
        @Default("7") int count,
        @Default("true") boolean force,
        @Default("") Map<String, Object> options,
        @Default("") List<Object> names) {
      return Map.of();
    }
  }

  static final Declaration TAKE_ALL = Declared.in("test", new Example()).getFirst();

  private static final String ENVELOPE =
      """
      <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xmlns:xsd="http://www.w3.org/2001/XMLSchema"
          xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/"
          xmlns:maps="http://xml.apache.org/xml-soap"
          xmlns:ns1="urn:apnscp.api.soap"><e:Header><a>b</a></e:Header>
        <e:Body>%s</e:Body></e:Envelope>""";

  private Messages() {}

  static Call read(String message) throws MessageException {
    return MessageReader.read(message.getBytes(StandardCharsets.UTF_8));
  }

  /** A message's call. */
  static Call call(String body) throws MessageException {
    return read(ENVELOPE.formatted(body));
  }

  /** The arguments of an rpc/encoded call, in order. */
  static List<Object> encoded(String arguments) throws MessageException {
    return Arguments.inOrder(
        call("<ns1:test_take_all>" + arguments + "</ns1:test_take_all>"), TAKE_ALL);
  }

  /** The arguments of a document/literal call, by name. */
  static Map<String, Object> literal(String arguments) throws MessageException {
    return Arguments.byName(
        call("<test_take_all xmlns='urn:gatehouse:api'>" + arguments + "</test_take_all>"),
        TAKE_ALL);
  }
}
