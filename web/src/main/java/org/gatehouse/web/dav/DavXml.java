package org.gatehouse.web.dav;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.gatehouse.dav.PropertyName;

/**
 * Reads the XML bodies of requests, which are hostile until they have been read: at most {@value
 * #MOST_OCTETS} octets, {@value #DEEPEST} levels, {@value #MOST_ELEMENTS} elements, {@value
 * #MOST_NAMESPACES} declared namespaces and {@value #MOST_ATTRIBUTES} attributes of an element, no
 * document type, no entities of its own, nothing from outside (RFC 4918, section 20.6).
 */
final class DavXml {

  static final int MOST_OCTETS = 1 << 18;
  static final int DEEPEST = 64;
  static final int MOST_ELEMENTS = 5_000;
  static final int MOST_ATTRIBUTES = 64;

  /** The parser compares each with all others of its element before anything is known of it. */
  static final int MOST_NAMESPACES = 5_000;

  /** Of a namespace or local name. */
  static final int LONGEST_NAME = 1_024;

  /** In all of these, what declares a namespace is found among the octets. */
  private static final Set<String> ENCODINGS = Set.of("UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1");

  private static final byte[] DECLARATION = "xmlns".getBytes(StandardCharsets.US_ASCII);

  /** What a less-than sign is to a mainframe. */
  private static final byte EBCDIC = 0x4C;

  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader reader;
  private int elements;

  private DavXml(XMLStreamReader reader) {
    this.reader = reader;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * Reads a body.
   *
   * @return its root; empty when the body is
   * @throws DavRefusal 400 when it is not XML as above, 413 when it is too large
   */
  static Optional<Element> read(InputStream body) throws IOException {
    byte[] octets = body.readNBytes(MOST_OCTETS + 1);
    if (octets.length > MOST_OCTETS) {
      throw tooLarge();
    }
    if (octets.length == 0) {
      return Optional.empty();
    }
    if (octets[0] == EBCDIC) {
      throw anotherEncoding();
    }
    if (namespaces(octets) > MOST_NAMESPACES) {
      throw new DavRefusal(
          413, "the XML of a request declares at most " + MOST_NAMESPACES + " namespaces");
    }
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(octets));
      String encoding = reader.getCharacterEncodingScheme();
      if (encoding != null && !ENCODINGS.contains(encoding.toUpperCase(Locale.ROOT))) {
        throw anotherEncoding();
      }
      return Optional.of(new DavXml(reader).document());
    } catch (XMLStreamException e) {
      throw new DavRefusal(400, "the body of the request is not well-formed XML");
    }
  }

  static DavRefusal tooLarge() {
    return new DavRefusal(413, "the XML of a request has at most " + MOST_OCTETS + " octets");
  }

  private static DavRefusal anotherEncoding() {
    return new DavRefusal(400, "the XML of a request is in UTF-8 or UTF-16");
  }

  /** How many are declared at most, in UTF-16 too: there each of these letters has a zero. */
  private static int namespaces(byte[] octets) {
    int found = 0;
    int matched = 0;
    for (byte octet : octets) {
      if (octet == DECLARATION[matched]) {
        matched++;
        if (matched == DECLARATION.length) {
          found++;
          matched = 0;
        }
      } else if (octet != 0) {
        matched = octet == DECLARATION[0] ? 1 : 0;
      }
    }
    return found;
  }

  private Element document() throws XMLStreamException {
    Element root = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD ->
            throw new DavRefusal(400, "the XML of a request has no document type");
        case XMLStreamConstants.START_ELEMENT -> root = element(1);
        default -> {
          // Comments and white space around the root say nothing.
        }
      }
    }
    if (root == null) {
      throw new DavRefusal(400, "the body of the request is not well-formed XML");
    }
    return root;
  }

  private Element element(int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new DavRefusal(400, "the XML of a request has at most " + DEEPEST + " levels");
    }
    if (++elements > MOST_ELEMENTS) {
      throw new DavRefusal(413, "the XML of a request has at most " + MOST_ELEMENTS + " elements");
    }
    PropertyName name =
        new PropertyName(bounded(reader.getNamespaceURI()), bounded(reader.getLocalName()));
    String prefix = text(reader.getPrefix());
    Map<String, String> declarations = declarations();
    List<Element.Attribute> attributes = attributes();
    List<Element.Content> content = new ArrayList<>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> content.add(new Element.Child(element(depth + 1)));
        case XMLStreamConstants.END_ELEMENT -> {
          return new Element(name, prefix, declarations, attributes, content);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            content.add(new Element.Text(reader.getText()));
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new DavRefusal(400, "the XML of a request has no entities of its own");
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
  }

  private Map<String, String> declarations() {
    Map<String, String> declarations = new LinkedHashMap<>();
    if (reader.getNamespaceCount() > MOST_ATTRIBUTES) {
      throw tooManyAttributes();
    }
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      declarations.put(text(reader.getNamespacePrefix(i)), bounded(reader.getNamespaceURI(i)));
    }
    return declarations;
  }

  private List<Element.Attribute> attributes() {
    if (reader.getAttributeCount() > MOST_ATTRIBUTES) {
      throw tooManyAttributes();
    }
    List<Element.Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.add(
          new Element.Attribute(
              text(reader.getAttributeNamespace(i)),
              text(reader.getAttributePrefix(i)),
              reader.getAttributeLocalName(i),
              reader.getAttributeValue(i)));
    }
    return attributes;
  }

  private static DavRefusal tooManyAttributes() {
    return new DavRefusal(
        400, "an element in the XML of a request has at most " + MOST_ATTRIBUTES + " attributes");
  }

  private static String bounded(String name) {
    String text = text(name);
    if (text.length() > LONGEST_NAME) {
      throw new DavRefusal(
          400, "a name in the XML of a request has at most " + LONGEST_NAME + " characters");
    }
    return text;
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
