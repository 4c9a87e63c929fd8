package org.gatehouse.web.dav;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.PropertyName;

/** What a PROPFIND asks for (RFC 4918, section 9.1). */
sealed interface PropfindRequest {

  /** Each is answered for each member of a collection, whether it has it or not. */
  int MOST_NAMES = 256;

  /**
   * All that a resource has, but for what is costly to find.
   *
   * @param besides what is wanted of that too
   */
  record All(Set<PropertyName> besides) implements PropfindRequest {}

  /** The names of all that a resource has. */
  record Names() implements PropfindRequest {}

  /** These, whether the resource has them or not. */
  record These(Set<PropertyName> names) implements PropfindRequest {}

  /**
   * Reads a body.
   *
   * @param body the root of it; without one, all is asked for
   * @throws DavRefusal 400 when it asks for nothing known
   */
  static PropfindRequest of(Optional<Element> body) {
    if (body.isEmpty()) {
      return new All(Set.of());
    }
    Element root = body.get();
    if (!root.is("propfind")) {
      throw bad();
    }
    List<Element> kinds =
        root.children()
            .filter(child -> child.is("allprop") || child.is("propname") || child.is("prop"))
            .toList();
    if (kinds.size() != 1) {
      throw bad();
    }
    Element kind = kinds.getFirst();
    if (kind.is("allprop")) {
      return new All(root.child("include").map(PropfindRequest::names).orElse(Set.of()));
    }
    return kind.is("propname") ? new Names() : new These(names(kind));
  }

  private static Set<PropertyName> names(Element list) {
    Set<PropertyName> names = new LinkedHashSet<>();
    list.children().forEach(child -> names.add(child.name()));
    if (names.size() > MOST_NAMES) {
      throw new DavRefusal(413, "PROPFIND asks for at most " + MOST_NAMES + " properties");
    }
    return names;
  }

  private static DavRefusal bad() {
    return new DavRefusal(
        400, "the body of PROPFIND is a propfind with one of allprop, propname and prop");
  }
}
