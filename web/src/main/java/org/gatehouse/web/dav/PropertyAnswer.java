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
  private static final String FOUND = "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
  private static final String MISSING =
      "</D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>";

  private final XmlText target;
  private final PropfindRequest request;
  private final Map<PropertyName, String> emptyElements = new LinkedHashMap<>();

  PropertyAnswer(XmlText target, PropfindRequest request) {
    this.target = target;
    this.request = request;
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
      case PropfindRequest.These(var names) -> writeThese(resource, names);
    }
    target.markup("</D:response>");
  }

  private void writeAll(Described resource, Set<PropertyName> besides) throws IOException {
    target.markup("<D:propstat><D:prop>");
    for (LiveProperty live : LiveProperty.USUAL) {
      Optional<String> element = live.element(resource);
      if (element.isPresent()) {
        target.markup(element.get());
      }
    }
    DeadProperties dead = resource.dead();
    for (String element : dead.elements().values()) {
      target.markup(element);
    }
    if (!dead.elements().containsKey(DISPLAY_NAME)) {
      target.markup(displayName(resource));
    }
    for (PropertyName name : besides) {
      Optional<LiveProperty> live = LiveProperty.named(name);
      if (live.isPresent() && !LiveProperty.USUAL.contains(live.get())) {
        target.markup(live.get().element(resource).orElse(""));
      }
    }
    target.markup(FOUND);
  }

  private void writeNames(Described resource) throws IOException {
    target.markup("<D:propstat><D:prop>");
    for (LiveProperty live : LiveProperty.values()) {
      if (live.element(resource).isPresent()) {
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

  private void writeThese(Described resource, Set<PropertyName> names) throws IOException {
    DeadProperties dead = null;
    List<PropertyName> missing = null;
    boolean begun = false;
    for (PropertyName name : names) {
      Optional<LiveProperty> live = LiveProperty.named(name);
      Optional<String> element;
      if (live.isPresent()) {
        element = live.get().element(resource);
      } else {
        dead = dead == null ? resource.dead() : dead;
        element = Optional.ofNullable(dead.elements().get(name));
        if (element.isEmpty() && name.equals(DISPLAY_NAME)) {
          element = Optional.of(displayName(resource));
        }
      }
      if (element.isPresent()) {
        target.markup(begun ? "" : "<D:propstat><D:prop>").markup(element.get());
        begun = true;
      } else {
        missing = missing == null ? new ArrayList<>() : missing;
        missing.add(name);
      }
    }
    if (begun || missing == null) {
      target.markup(begun ? FOUND : "<D:propstat><D:prop>" + FOUND);
    }
    if (missing != null) {
      target.markup("<D:propstat><D:prop>");
      for (PropertyName name : missing) {
        target.markup(empty(name));
      }
      target.markup(MISSING);
    }
  }

  private String empty(PropertyName name) {
    return emptyElements.computeIfAbsent(name, PropertyAnswer::emptyElement);
  }

  /** What people are shown, unless they said it themselves. */
  private static String displayName(Described resource) {
    StringBuilder element = new StringBuilder("<D:displayname>");
    XmlText.escape(resource.path().substring(resource.path().lastIndexOf('/') + 1), element);
    return element.append("</D:displayname>").toString();
  }
}
