package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sequences of operations, and whether what they do is what a simple model of RFC 4918 does. */
final class DavSequences {

  private static final int LONGEST = 40;
  private static final Pattern PROPERTY = Pattern.compile("<p [^>]*>([^<]*)</p>");

  /** Who plays them; jqwik makes this class itself. */
  static DavClient client;

  private int played;

  /** One operation; what it does not need is not looked at. */
  record Operation(
      String kind, String path, String other, boolean deep, boolean overwrite, boolean submit) {}

  @Provide
  Arbitrary<List<Operation>> sequences() {
    Arbitrary<String> path =
        Arbitraries.of("a", "b", "ü", "d e")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(names -> "/" + String.join("/", names));
    return Combinators.combine(
            Arbitraries.of(
                "PUT",
                "PUT",
                "MKCOL",
                "MKCOL",
                "MKCOL",
                "DELETE",
                "COPY",
                "MOVE",
                "PROPPATCH",
                "LOCK",
                "UNLOCK"),
            path,
            path,
            Arbitraries.of(true, false),
            Arbitraries.of(true, true, false),
            Arbitraries.of(true, false))
        .as(Operation::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(LONGEST);
  }

  @Property(tries = 60)
  void doWhatTheModelDoes(@ForAll("sequences") List<Operation> operations) {
    String root = "/model-" + played++;
    assertThat(client.send("MKCOL", root, "").status()).isEqualTo(201);
    DavModel model = new DavModel(root);
    try {
      for (int n = 0; n < operations.size(); n++) {
        Step step = step(model, root, operations.get(n), "content " + n);
        assertThat(step.expected()).as("%d: %s", n, operations.get(n)).contains(step.status());
      }
      assertThat(there(root)).isEqualTo(model.things());
    } finally {
      model.locks().forEach(this::unlock);
      client.send("DELETE", root, "");
    }
  }

  record Step(Set<Integer> expected, int status) {}

  private Step step(DavModel model, String root, Operation one, String text) {
    String path = root + one.path();
    String other = root + one.other();
    String[] headers = one.submit() ? submitted(model.locks()) : new String[] {"X-Nothing", "."};
    switch (one.kind()) {
      case "PUT" -> {
        return new Step(
            model.put(path, text, one.submit()), client.put(encoded(path), text, headers).status());
      }
      case "MKCOL" -> {
        return new Step(
            model.mkcol(path, one.submit()),
            client.send("MKCOL", encoded(path), "", headers).status());
      }
      case "DELETE" -> {
        return new Step(
            model.delete(path, one.submit()),
            client.send("DELETE", encoded(path), "", headers).status());
      }
      case "PROPPATCH" -> {
        String body =
            "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><p xmlns='urn:model'>"
                + text
                + "</p></D:prop></D:set></D:propertyupdate>";
        return new Step(
            model.property(path, text, one.submit()),
            client.send("PROPPATCH", encoded(path), body, headers).status());
      }
      case "COPY", "MOVE" -> {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(
            List.of(
                "Destination",
                client.url(encoded(other)),
                "Overwrite",
                one.overwrite() ? "T" : "F",
                "Depth",
                one.deep() || one.kind().equals("MOVE") ? "infinity" : "0"));
        Set<Integer> expected =
            one.kind().equals("COPY")
                ? model.copy(path, other, one.deep(), one.overwrite(), one.submit())
                : model.move(path, other, one.overwrite(), one.submit());
        return new Step(
            expected,
            client.send(one.kind(), encoded(path), "", all.toArray(String[]::new)).status());
      }
      case "LOCK" -> {
        Set<Integer> expected = model.lock(path, one.deep(), one.submit());
        DavClient.Reply reply =
            client.lock(encoded(path), "exclusive", one.deep() ? "infinity" : "0", headers);
        reply
            .header("Lock-Token")
            .ifPresent(token -> model.locked(new DavModel.Lock(token, path, one.deep())));
        return new Step(expected, reply.status());
      }
      case "UNLOCK" -> {
        if (model.locks().isEmpty()) {
          return new Step(Set.of(0), 0);
        }
        DavModel.Lock lock = model.locks().getFirst();
        model.unlocked(lock);
        return new Step(Set.of(204), unlock(lock));
      }
      default -> throw new AssertionError(one.kind());
    }
  }

  private int unlock(DavModel.Lock lock) {
    return client.send("UNLOCK", encoded(lock.path()), "", "Lock-Token", lock.token()).status();
  }

  /** Submits every token, and holds whatever there is (RFC 4918, section 10.4.8). */
  private static String[] submitted(List<DavModel.Lock> locks) {
    StringBuilder header = new StringBuilder();
    locks.forEach(lock -> header.append('(').append(lock.token()).append(") "));
    return new String[] {"If", header + "(Not <DAV:no-lock>)"};
  }

  private static String encoded(String path) {
    return path.replace("ü", "%C3%BC").replace(" ", "%20");
  }

  private static String decoded(String href) {
    String path = href.replace("%C3%BC", "ü").replace("%20", " ");
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** All that is there, as the server tells it. */
  private Map<String, DavModel.Thing> there(String path) {
    Map<String, DavModel.Thing> things = new TreeMap<>();
    DavClient.Reply reply = client.propfind(encoded(path) + "/", "1");
    assertThat(reply.status()).isEqualTo(207);
    for (String response : reply.body().split("(?=<D:response>)")) {
      if (!response.startsWith("<D:response>")) {
        continue;
      }
      Matcher property = PROPERTY.matcher(response);
      String value = property.find() ? property.group(1) : "";
      String href =
          response.substring(response.indexOf("<D:href>") + 8, response.indexOf("</D:href>"));
      String found = decoded(href);
      if (!response.contains("<D:collection/>")) {
        String content = client.get(href).body();
        things.put(found, new DavModel.Thing(Optional.of(content), value));
      } else {
        things.put(found, new DavModel.Thing(Optional.empty(), value));
        if (!found.equals(path)) {
          things.putAll(there(found));
        }
      }
    }
    return things;
  }
}
