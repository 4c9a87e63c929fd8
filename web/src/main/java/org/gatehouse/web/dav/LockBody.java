package org.gatehouse.web.dav;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.dav.Locks;

/**
 * What the body of a LOCK asks for (RFC 4918, section 9.10).
 *
 * @param exclusive whether an exclusive lock is wanted; a shared one otherwise
 * @param owner what stands in the owner element, as XML; empty for nothing
 */
record LockBody(boolean exclusive, String owner) {

  /**
   * Reads a body.
   *
   * @throws DavRefusal 400 when it is no lockinfo, 422 when it wants a lock of another kind
   */
  static LockBody of(Element root) {
    if (!root.is("lockinfo")) {
      throw new DavRefusal(400, "the body of LOCK is a lockinfo element");
    }
    List<Element> scopes = within(root, "lockscope");
    List<Element> types = within(root, "locktype");
    if (scopes.size() != 1 || types.size() != 1) {
      throw new DavRefusal(400, "a lockinfo element has one scope and one type");
    }
    boolean exclusive = scopes.getFirst().is("exclusive");
    if (!exclusive && !scopes.getFirst().is("shared") || !types.getFirst().is("write")) {
      throw new DavRefusal(422, "locks here are write locks, exclusive or shared");
    }
    String owner = root.child("owner").map(LockBody::inside).orElse("");
    if (owner.getBytes(StandardCharsets.UTF_8).length > Locks.LONGEST_OWNER) {
      throw new DavRefusal(
          400, "the owner of a lock has at most " + Locks.LONGEST_OWNER + " octets");
    }
    return new LockBody(exclusive, owner);
  }

  /** What all elements of this name have in them. */
  private static List<Element> within(Element root, String local) {
    return root.children().filter(one -> one.is(local)).flatMap(Element::children).toList();
  }

  private static String inside(Element owner) {
    Optional<String> language = owner.language();
    return owner.content().stream()
        .map(
            one ->
                switch (one) {
                  case Element.Child(var child) -> child.write(language);
                  case Element.Text(var text) -> {
                    StringBuilder escaped = new StringBuilder();
                    XmlText.escape(text, escaped);
                    yield escaped.toString();
                  }
                })
        .collect(Collectors.joining());
  }
}
