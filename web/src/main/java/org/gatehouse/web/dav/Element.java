package org.gatehouse.web.dav;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.dav.PropertyName;

/**
 * An XML element that a client sent.
 *
 * @param name its name
 * @param prefix the prefix it was written with; empty for none
 * @param declarations the namespaces that it declares, by prefix
 * @param attributes the others, in order
 * @param content elements and texts, in order
 */
record Element(
    PropertyName name,
    String prefix,
    Map<String, String> declarations,
    List<Attribute> attributes,
    List<Content> content) {

  /** The namespace of all that RFC 4918 defines. */
  static final String DAV = "DAV:";

  /** The namespace whose prefix is always {@code xml}. */
  static final String XML = "http://www.w3.org/XML/1998/namespace";

  /** What stands between the tags of an element. */
  sealed interface Content {}

  /** An element in it. */
  record Child(Element element) implements Content {}

  /** Text in it. */
  record Text(String text) implements Content {}

  /** An attribute; {@code namespace} and {@code prefix} are empty for none. */
  record Attribute(String namespace, String prefix, String name, String value) {}

  /** Whether it is this element of RFC 4918. */
  boolean is(String local) {
    return name.namespace().equals(DAV) && name.name().equals(local);
  }

  /** The elements in it. */
  Stream<Element> children() {
    return content.stream().filter(Child.class::isInstance).map(child -> ((Child) child).element());
  }

  /** The first element in it that is this one of RFC 4918. */
  Optional<Element> child(String local) {
    return children().filter(child -> child.is(local)).findFirst();
  }

  /** The texts in it, not those of elements in it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Content one : content) {
      if (one instanceof Text(var part)) {
        text.append(part);
      }
    }
    return text.toString();
  }

  /** The value of {@code xml:lang}, if it has one. */
  Optional<String> language() {
    return attributes.stream()
        .filter(one -> one.namespace().equals(XML) && one.name().equals("lang"))
        .map(Attribute::value)
        .findFirst();
  }

  /**
   * The element as XML that stands for itself: it declares whatever it uses.
   *
   * @param inheritedLanguage what is said of its language by what it stood in
   */
  String write(Optional<String> inheritedLanguage) {
    StringBuilder target = new StringBuilder();
    write(
        target,
        Map.of("xml", XML, "", ""),
        language().isPresent() ? Optional.empty() : inheritedLanguage);
    return target.toString();
  }

  private void write(
      StringBuilder target, Map<String, String> outer, Optional<String> inheritedLanguage) {
    Map<String, String> fresh = new HashMap<>(declarations);
    declareIfNeeded(prefix, name.namespace(), outer, fresh);
    for (Attribute one : attributes) {
      if (!one.prefix().isEmpty()) {
        declareIfNeeded(one.prefix(), one.namespace(), outer, fresh);
      }
    }
    Map<String, String> scope = outer;
    if (!fresh.isEmpty()) {
      scope = new HashMap<>(outer);
      scope.putAll(fresh);
    }
    String tag = prefix.isEmpty() ? name.name() : prefix + ":" + name.name();
    target.append('<').append(tag);
    fresh.forEach(
        (declared, namespace) -> {
          if (!declared.equals("xml")) {
            target.append(declared.isEmpty() ? " xmlns" : " xmlns:" + declared).append("=\"");
            XmlText.escape(namespace, target);
            target.append('"');
          }
        });
    inheritedLanguage.ifPresent(
        language -> {
          target.append(" xml:lang=\"");
          XmlText.escape(language, target);
          target.append('"');
        });
    for (Attribute one : attributes) {
      target
          .append(' ')
          .append(one.prefix().isEmpty() ? one.name() : one.prefix() + ":" + one.name())
          .append("=\"");
      XmlText.escape(one.value(), target);
      target.append('"');
    }
    if (content.isEmpty()) {
      target.append("/>");
      return;
    }
    target.append('>');
    for (Content one : content) {
      switch (one) {
        case Child(var child) -> child.write(target, scope, Optional.empty());
        case Text(var text) -> XmlText.escape(text, target);
      }
    }
    target.append("</").append(tag).append('>');
  }

  private static void declareIfNeeded(
      String prefix, String namespace, Map<String, String> outer, Map<String, String> fresh) {
    if (!fresh.containsKey(prefix) && !namespace.equals(outer.get(prefix))) {
      fresh.put(prefix, namespace);
    }
  }
}
