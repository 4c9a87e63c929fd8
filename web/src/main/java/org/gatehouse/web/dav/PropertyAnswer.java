package org.gatehouse.web.dav;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.DeadProperties;
import org.gatehouse.dav.PropertyName;

/** Writes what a PROPFIND asked for, one response element for each resource. */
final class PropertyAnswer {

  static final String START =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">";
  static final String END = "</D:multistatus>\n";

  private static final PropertyName DISPLAY_NAME = new PropertyName(Element.DAV, "displayname");
  private static final String NAME_BEGIN = "<D:displayname>";
  private static final String NAME_END = "</D:displayname>";
  private static final String BEGIN = "<D:propstat><D:prop>";
  private static final String FOUND = "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
  private static final String MISSING =
      "</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>";

  private final XmlText target;
  private final PropfindRequest request;
  private final List<Asked> these;
  private final Map<PropertyName, String> emptyElements = new LinkedHashMap<>();

  /** What is wanted of each resource, looked up once. */
  private record Asked(PropertyName name, Optional<LiveProperty> live) {}

  PropertyAnswer(XmlText target, PropfindRequest request) {
    this.target = target;
    this.request = request;
    these =
        request instanceof PropfindRequest.These(var names)
            ? names.stream().map(name -> new Asked(name, LiveProperty.named(name))).toList()
            : List.of();
  }

  /** An element without a value, which declares its namespace itself. */
  static String emptyElement(PropertyName name) {
    StringBuilder element = new StringBuilder();
    if (name.namespace().equals(Element.DAV)) {
      return element.append("<D:").append(name.name()).append("/>").toString();
    }
    if (name.namespace().isEmpty()) {
      return element.append('<').append(name.name()).append("/>").toString();
    }
    if (name.namespace().equals(Element.XML)) {
      // No other prefix may be bound to it (Namespaces in XML 1.0, section 3).
      return element.append("<xml:").append(name.name()).append("/>").toString();
    }
    element.append("<P:").append(name.name()).append(" xmlns:P=\"");
    XmlText.escape(name.namespace(), element);
    return element.append("\"/>").toString();
  }

  /** Writes what is to be told of one resource. */
  void write(Described resource) throws IOException {
    target.markup("<D:response>").href(resource.path(), resource.resource().collection());
    switch (request) {
      case PropfindRequest.All(var besides) -> writeAll(resource, besides);
      case PropfindRequest.Names _ -> writeNames(resource);
      case PropfindRequest.These _ -> writeThese(resource);
    }
    target.markup("</D:response>");
  }

  private void writeAll(Described resource, Set<PropertyName> besides) throws IOException {
    target.markup(BEGIN);
    for (LiveProperty live : LiveProperty.USUAL) {
      target.property("", live, resource);
    }
    DeadProperties dead = resource.dead();
    for (String element : dead.elements().values()) {
      target.markup(element);
    }
    if (!dead.elements().containsKey(DISPLAY_NAME)) {
      target.markup(NAME_BEGIN).text(name(resource)).markup(NAME_END);
    }
    for (PropertyName name : besides) {
      Optional<LiveProperty> live = LiveProperty.named(name);
      if (live.isPresent() && !LiveProperty.USUAL.contains(live.get())) {
        target.property("", live.get(), resource);
      }
    }
    target.markup(FOUND);
  }

  private void writeNames(Described resource) throws IOException {
    target.markup(BEGIN);
    StringBuilder unused = new StringBuilder();
    for (LiveProperty live : LiveProperty.values()) {
      if (live.element(resource, unused)) {
        unused.setLength(0);
        target.markup(empty(live.propertyName()));
      }
    }
    Set<PropertyName> dead = resource.dead().elements().keySet();
    for (PropertyName name : dead) {
      target.markup(emptyElement(name));
    }
    if (!dead.contains(DISPLAY_NAME)) {
      target.markup(empty(DISPLAY_NAME));
    }
    target.markup(FOUND);
  }

  private void writeThese(Described resource) throws IOException {
    DeadProperties dead = null;
    List<PropertyName> missing = null;
    boolean begun = false;
    for (Asked asked : these) {
      String before = begun ? "" : BEGIN;
      boolean found;
      if (asked.live().isPresent()) {
        found = target.property(before, asked.live().get(), resource);
      } else {
        dead = dead == null ? resource.dead() : dead;
        Optional<String> element = given(asked.name(), dead, resource);
        if (element.isPresent()) {
          target.markup(before).markup(element.get());
        }
        found = element.isPresent();
      }
      if (found) {
        begun = true;
      } else {
        missing = missing == null ? new ArrayList<>() : missing;
        missing.add(asked.name());
      }
    }
    if (begun || missing == null) {
      target.markup(begun ? "" : BEGIN).markup(FOUND);
    }
    if (missing != null) {
      target.markup(BEGIN);
      for (PropertyName name : missing) {
        target.markup(empty(name));
      }
      target.markup(MISSING);
    }
  }

  private static Optional<String> given(
      PropertyName name, DeadProperties dead, Described resource) {
    String element = dead.elements().get(name);
    return element == null && name.equals(DISPLAY_NAME)
        ? Optional.of(displayName(resource))
        : Optional.ofNullable(element);
  }

  private String empty(PropertyName name) {
    return emptyElements.computeIfAbsent(name, PropertyAnswer::emptyElement);
  }

  /** What people are shown, unless they said it themselves. */
  private static String displayName(Described resource) {
    StringBuilder element = new StringBuilder(NAME_BEGIN);
    XmlText.escape(name(resource), element);
    return element.append(NAME_END).toString();
  }

  private static String name(Described resource) {
    return resource.path().substring(resource.path().lastIndexOf('/') + 1);
  }
}
