package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.tomcat.util.http.WebdavIfHeader;

/** Generated If headers hold here when they hold for Tomcat's reader of them. */
class IfHeaderAgreementTest {

  private static final List<String> TOKENS =
      List.of("urn:uuid:1", "urn:uuid:2", "opaquelocktoken:3");
  private static final List<String> TAGS = List.of("\"1\"", "\"2-a\"");
  private static final List<String> RESOURCES = List.of("/a", "/b/c", "/d%20e/");

  @Provide
  Arbitrary<String> lists() {
    Arbitrary<String> condition =
        Combinators.combine(
                Arbitraries.of("", "Not "),
                Arbitraries.oneOf(
                    Arbitraries.of(TOKENS).map(token -> "<" + token + ">"),
                    Arbitraries.of(TAGS).map(tag -> "[" + tag + "]")))
            .as(String::concat);
    Arbitrary<String> list =
        condition.list().ofMinSize(1).ofMaxSize(4).map(all -> "(" + String.join(" ", all) + ")");
    return list.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join(" ", all));
  }

  @Provide
  Arbitrary<String> taggedLists() {
    // Tomcat keeps one tag of each name.
    return Arbitraries.shuffle(RESOURCES)
        .flatMap(
            order ->
                lists()
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(order.size())
                    .map(
                        all -> {
                          List<String> tagged = new ArrayList<>();
                          for (int i = 0; i < all.size(); i++) {
                            tagged.add("<" + order.get(i) + "> " + all.get(i));
                          }
                          return String.join(" ", tagged);
                        }));
  }

  @Provide
  Arbitrary<Set<String>> tokens() {
    // Tomcat holds one token at a time against a list, so its answer is one for one lock.
    return Arbitraries.of(TOKENS).set().ofSize(1);
  }

  @Provide
  Arbitrary<String> tag() {
    return Arbitraries.of(TAGS);
  }

  @Property
  void untaggedListsHoldAlike(
      @ForAll("lists") String header,
      @ForAll("tokens") Set<String> tokens,
      @ForAll("tag") String tag)
      throws IOException {
    boolean theirs = new WebdavIfHeader("", header).matches("/a", List.copyOf(tokens), tag);

    assertThat(
            IfHeader.parse(header)
                .holds(new IfHeaderTest.State(Map.of("", tokens), Map.of("", tag))))
        .isEqualTo(theirs);
  }

  @Property
  void taggedListsHoldAlike(
      @ForAll("taggedLists") String header,
      @ForAll("tokens") Set<String> tokens,
      @ForAll("tag") String tag)
      throws IOException {
    // Each resource has the state of the generated one; Tomcat tells of one at a time.
    WebdavIfHeader reader = new WebdavIfHeader("", header);
    boolean theirs = false;
    Iterator<String> resources = reader.getResources();
    while (resources.hasNext()) {
      theirs |= reader.matches(resources.next(), List.copyOf(tokens), tag);
    }

    assertThat(
            IfHeader.parse(header)
                .holds(
                    new IfHeaderTest.State(
                        RESOURCES.stream().collect(Collectors.toMap(one -> one, _ -> tokens)),
                        RESOURCES.stream().collect(Collectors.toMap(one -> one, _ -> tag)))))
        .isEqualTo(theirs);
  }
}
