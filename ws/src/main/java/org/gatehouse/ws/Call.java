package org.gatehouse.ws;

import java.util.Map;

/**
 * A call as its message has it.
 *
 * @param element the element that names the operation and holds the arguments
 * @param targets the elements of the message that have an id, by it: one with an href has the value
 *     of that element (SOAP 1.1, section 5.2.1)
 * @param strays whether the body holds more beside the call that nothing can refer to, as where a
 *     client wraps the first of its arguments and not the others
 */
record Call(XmlElement element, Map<String, XmlElement> targets, boolean strays) {}
