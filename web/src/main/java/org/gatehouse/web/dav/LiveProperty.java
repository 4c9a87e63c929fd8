package org.gatehouse.web.dav;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.PropertyName;

/** The properties that this server gives resources itself (RFC 4918, section 15; RFC 4331). */
enum LiveProperty {
  /** What kind of resource it is. */
  RESOURCE_TYPE("resourcetype") {
    @Override
    Optional<String> of(Described described) {
      return Optional.of(described.resource().collection() ? "<D:collection/>" : "");
    }
  },
  /** The size of a file. */
  CONTENT_LENGTH("getcontentlength") {
    @Override
    Optional<String> of(Described described) {
      return ofFile(described).map(file -> Long.toString(file.resource().size()));
    }
  },
  /** When its content changed. */
  LAST_MODIFIED("getlastmodified") {
    @Override
    Optional<String> of(Described described) {
      return Optional.of(HttpDate.write(described.resource().modified()));
    }
  },
  /** The entity tag of a file. */
  ENTITY_TAG("getetag") {
    @Override
    Optional<String> of(Described described) {
      return ofFile(described).map(file -> "&quot;" + file.resource().version() + "&quot;");
    }
  },
  /** When it was made (RFC 3339). */
  CREATION_DATE("creationdate") {
    @Override
    Optional<String> of(Described described) {
      return Optional.of(described.resource().created().truncatedTo(ChronoUnit.SECONDS).toString());
    }
  },
  /** The media type of a file. */
  CONTENT_TYPE("getcontenttype") {
    @Override
    Optional<String> of(Described described) {
      return ofFile(described).map(file -> escaped(file.contentType()));
    }
  },
  /** Which locks may be taken. */
  SUPPORTED_LOCK("supportedlock") {
    @Override
    Optional<String> of(Described described) {
      return Optional.of(LockText.SUPPORTED);
    }
  },
  /** Which locks hold. */
  LOCK_DISCOVERY("lockdiscovery") {
    @Override
    Optional<String> of(Described described) throws IOException {
      return Optional.of(
          LockText.active(described.locks(), described.path(), described.resource().collection()));
    }
  },
  /** How many bytes may be stored still. */
  QUOTA_AVAILABLE("quota-available-bytes") {
    @Override
    Optional<String> of(Described described) throws IOException {
      return described.resource().collection()
          ? Optional.of(Long.toString(described.quota().available()))
          : Optional.empty();
    }
  },
  /** How many bytes are stored. */
  QUOTA_USED("quota-used-bytes") {
    @Override
    Optional<String> of(Described described) throws IOException {
      return described.resource().collection()
          ? described.quota().used().map(used -> Long.toString(used))
          : Optional.empty();
    }
  };

  /** What is told when all is asked for; the rest is costly to find (RFC 4331, section 2). */
  static final Set<LiveProperty> USUAL =
      EnumSet.complementOf(EnumSet.of(QUOTA_AVAILABLE, QUOTA_USED));

  private static final Map<PropertyName, LiveProperty> BY_NAME = new HashMap<>();

  static {
    for (LiveProperty one : values()) {
      BY_NAME.put(one.propertyName, one);
    }
  }

  private final PropertyName propertyName;
  private final String start;
  private final String end;

  LiveProperty(String local) {
    propertyName = new PropertyName(Element.DAV, local);
    start = "<D:" + local + ">";
    end = "</D:" + local + ">";
  }

  /** The property of this name, if it is one of these. */
  static Optional<LiveProperty> named(PropertyName name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  PropertyName propertyName() {
    return propertyName;
  }

  /** Its value for a resource, as XML; empty when such a resource has none. */
  abstract Optional<String> of(Described described) throws IOException;

  /** The whole element; empty when the resource has none. */
  Optional<String> element(Described described) throws IOException {
    return of(described).map(value -> start + value + end);
  }

  private static Optional<Described> ofFile(Described described) {
    return described.resource().collection() ? Optional.empty() : Optional.of(described);
  }

  private static String escaped(String plain) {
    StringBuilder escaped = new StringBuilder();
    XmlText.escape(plain, escaped);
    return escaped.toString();
  }
}
