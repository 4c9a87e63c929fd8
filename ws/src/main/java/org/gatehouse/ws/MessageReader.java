package org.gatehouse.ws;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a SOAP 1.1 message into its call. A message may not have a document type, entities of its
 * own, more than {@value #DEEPEST} levels or more than {@value #MOST_ELEMENTS} elements.
 *
 * <p>Nothing of a message, which may hold a password, is kept: parsers keep their buffers, unwiped,
 * with the thread that they ran in, and so each message gets a thread that ends with it.
 */
final class MessageReader {

  /** The namespace of a SOAP 1.1 envelope. */
  static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

  /** The namespace of the encoding of SOAP 1.1, section 5. */
  static final String ENCODING = "http://schemas.xmlsoap.org/soap/encoding/";

  /** How deep elements, and so values, may be within each other. */
  static final int DEEPEST = 64;

  /** How many elements a message may have. */
  static final int MOST_ELEMENTS = 10_000;

  private static final XmlElement.Attributes NO_ATTRIBUTES =
      new XmlElement.Attributes(Optional.empty(), false, Optional.empty(), Optional.empty());

  /** Below envelope, body and call. */
  private static final int ARGUMENT_LEVEL = 4;

  private static final int LONGEST_NAME_TOLD = 64;
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader reader;
  private final Map<String, XmlElement> targets = new HashMap<>();
  private int elements;

  /** The argument that is being read, or was last; null before there is one. */
  private String argument;

  private MessageReader(XMLStreamReader reader) {
    this.reader = reader;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    return factory;
  }

  /**
   * The call in a message: the first element in its body.
   *
   * @throws MessageException when it is not a SOAP 1.1 message with a call, or breaks a limit
   */
  static Call read(byte[] message) throws MessageException {
    FutureTask<Call> reading = new FutureTask<>(() -> parse(message));
    Thread.startVirtualThread(reading);
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MessageException flaw) {
        throw flaw;
      }
      throw new IllegalStateException("a message could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server stops", e);
    }
  }

  private static Call parse(byte[] message) throws MessageException {
    try {
      XMLStreamReader reader =
          FACTORY.createXMLStreamReader(new ByteArrayInputStream(message), "UTF-8");
      return new MessageReader(reader).call();
    } catch (XMLStreamException | RuntimeException e) {
      // Of a lazy parser, errors in text come as RuntimeException.
      throw new MessageException("the message is not well-formed XML");
    }
  }

  private Call call() throws XMLStreamException, MessageException {
    XmlElement envelope = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD ->
            throw new MessageException("a message may not have a document type");
        case XMLStreamConstants.START_ELEMENT -> envelope = element(1);
        default -> {
          // Comments and white space around the envelope say nothing.
        }
      }
    }
    if (envelope == null
        || !envelope.name().equals("Envelope")
        || !envelope.namespace().equals(SOAP)) {
      throw new MessageException("the message is not a SOAP 1.1 envelope");
    }
    List<XmlElement> bodies =
        envelope.children().stream()
            .filter(child -> child.name().equals("Body") && child.namespace().equals(SOAP))
            .toList();
    if (bodies.size() != 1) {
      throw new MessageException("a message has one body");
    }
    XmlElement body = bodies.getFirst();
    if (body.children().isEmpty()) {
      throw new MessageException("the body of a message holds a call");
    }
    // A value that several refer to may stand beside the call (SOAP 1.1, section 5.1, rule 4).
    Set<XmlElement> referable = Collections.newSetFromMap(new IdentityHashMap<>());
    referable.addAll(targets.values());
    boolean strays = body.children().stream().skip(1).anyMatch(child -> !referable.contains(child));
    // Not a copy: that of Map has no trees for ids that were chosen to collide.
    return new Call(body.children().getFirst(), Collections.unmodifiableMap(targets), strays);
  }

  private XmlElement element(int depth) throws XMLStreamException, MessageException {
    String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
    String name = reader.getLocalName();
    if (depth == ARGUMENT_LEVEL) {
      argument = name.substring(0, Math.min(name.length(), LONGEST_NAME_TOLD));
    }
    if (depth > DEEPEST) {
      throw tooLarge(DEEPEST + " levels");
    }
    if (++elements > MOST_ELEMENTS) {
      throw tooLarge(MOST_ELEMENTS + " elements");
    }
    XmlElement.Attributes attributes = attributes();
    String id = reader.getAttributeValue(null, "id");
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
        case XMLStreamConstants.END_ELEMENT -> {
          XmlElement element =
              new XmlElement(namespace, name, attributes, text.toString(), List.copyOf(children));
          if (id != null && targets.put(id, element) != null) {
            throw new MessageException("a message may have each id once");
          }
          return element;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new MessageException("a message may not have entities of its own");
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
  }

  private MessageException tooLarge(String most) {
    return new MessageException(
        "a message may have at most "
            + most
            + (argument == null ? "" : "; argument '" + argument + "' goes beyond"));
  }

  private XmlElement.Attributes attributes() throws MessageException {
    if (reader.getAttributeCount() == 0) {
      return NO_ATTRIBUTES;
    }
    String nil = schemaInstance("nil");
    String href = reader.getAttributeValue(null, "href");
    if (href != null && !href.startsWith("#")) {
      throw new MessageException("a message may refer to nothing outside of it");
    }
    return new XmlElement.Attributes(
        Optional.ofNullable(schemaInstance("type")).map(MessageReader::local),
        "true".equals(nil) || "1".equals(nil),
        Optional.ofNullable(reader.getAttributeValue(ENCODING, "arrayType"))
            .map(type -> local(type).replaceFirst("\\[.*", "")),
        Optional.ofNullable(href).map(reference -> reference.substring(1)));
  }

  private String schemaInstance(String name) {
    return reader.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, name);
  }

  private static String local(String qualifiedName) {
    return qualifiedName.substring(qualifiedName.indexOf(':') + 1).strip();
  }
}
