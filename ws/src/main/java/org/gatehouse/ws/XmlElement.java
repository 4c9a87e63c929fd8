package org.gatehouse.ws;

import java.util.List;
import java.util.Optional;

/**
 * An element of a SOAP message as the gate reads it.
 *
 * @param namespace its namespace; empty when it has none
 * @param name its local name
 * @param attributes those of its attributes that say how it is to be read
 * @param text its character data; white space counts
 * @param children its child elements, in order
 */
record XmlElement(
    String namespace, String name, Attributes attributes, String text, List<XmlElement> children) {

  /**
   * What an element says of its value.
   *
   * @param type the local name in its {@code xsi:type}; empty when it has none
   * @param nil whether its {@code xsi:nil} is true
   * @param itemType the local name of the items' type in its {@code SOAP-ENC:arrayType}; empty when
   *     it has none
   * @param href the id of the element that holds its value (SOAP 1.1, section 5.2.1); empty when it
   *     holds it itself
   */
  record Attributes(
      Optional<String> type, boolean nil, Optional<String> itemType, Optional<String> href) {}

  /** The first child of a name. */
  Optional<XmlElement> child(String childName) {
    return children.stream().filter(child -> child.name.equals(childName)).findFirst();
  }

  /** Whether it is nil. */
  boolean nil() {
    return attributes.nil();
  }

  /** The local name of its type; empty when it says none. */
  Optional<String> type() {
    return attributes.type();
  }
}
