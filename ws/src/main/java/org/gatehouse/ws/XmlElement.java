package org.gatehouse.ws;

import java.util.List;
import java.util.Optional;

/**
 * An element of a SOAP message as the gate reads it.
 *
 * @param namespace its namespace; empty when it has none
 * @param name its local name
 * @param type the local name in its {@code xsi:type}; empty when it has none
 * @param nil whether its {@code xsi:nil} is true
 * @param text its character data; white space counts
 * @param children its child elements, in order
 */
record XmlElement(
    String namespace,
    String name,
    Optional<String> type,
    boolean nil,
    String text,
    List<XmlElement> children) {

  /** The first child of a name. */
  Optional<XmlElement> child(String childName) {
    return children.stream().filter(child -> child.name.equals(childName)).findFirst();
  }
}
