package org.gatehouse.web.dav;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.dav.PropertyName;

/** The properties that this server gives resources itself (RFC 4918, section 15; RFC 4331). */
enum LiveProperty {
  /** What kind of resource it is. */
  RESOURCE_TYPE("resourcetype") {
    @Override
    boolean value(Described described, StringBuilder text) {
      text.append(described.resource().collection() ? "<D:collection/>" : "");
      return true;
    }
  },
  /** The size of a file. */
  CONTENT_LENGTH("getcontentlength") {
    @Override
    boolean value(Described described, StringBuilder text) {
      text.append(described.resource().size());
      return !described.resource().collection();
    }
  },
  /** When its content changed. */
  LAST_MODIFIED("getlastmodified") {
    @Override
    boolean value(Described described, StringBuilder text) {
      DavDate.write(described.resource().modified(), text);
      return true;
    }
  },
  /** The entity tag of a file. */
  ENTITY_TAG("getetag") {
    @Override
    boolean value(Described described, StringBuilder text) {
      text.append("&quot;").append(described.resource().version()).append("&quot;");
      return !described.resource().collection();
    }
  },
  /** When it was made (RFC 3339). */
  CREATION_DATE("creationdate") {
    @Override
    boolean value(Described described, StringBuilder text) {
      DavDate.writeInternet(described.resource().created(), text);
      return true;
    }
  },
  /** The media type of a file. */
  CONTENT_TYPE("getcontenttype") {
    @Override
    boolean value(Described described, StringBuilder text) {
      if (described.resource().collection()) {
        return false;
      }
      XmlText.escape(described.contentType(), text);
      return true;
    }
  },
  /** Which locks may be taken. */
  SUPPORTED_LOCK("supportedlock") {
    @Override
    boolean value(Described described, StringBuilder text) {
      text.append(LockText.SUPPORTED);
      return true;
    }
  },
  /** Which locks hold. */
  LOCK_DISCOVERY("lockdiscovery") {
    @Override
    boolean value(Described described, StringBuilder text) throws IOException {
      text.append(
          LockText.active(described.locks(), described.path(), described.resource().collection()));
      return true;
    }
  },
  /** How many bytes may be stored still. */
  QUOTA_AVAILABLE("quota-available-bytes") {
    @Override
    boolean value(Described described, StringBuilder text) throws IOException {
      if (!described.resource().collection()) {
        return false;
      }
      text.append(described.quota().available());
      return true;
    }
  },
  /** How many bytes are stored. */
  QUOTA_USED("quota-used-bytes") {
    @Override
    boolean value(Described described, StringBuilder text) throws IOException {
      if (!described.resource().collection() || described.quota().used().isEmpty()) {
        return false;
      }
      text.append((long) described.quota().used().get());
      return true;
    }
  };

  /** What is told when all is asked for; the rest is costly to find (RFC 4331, section 2). */
  static final List<LiveProperty> USUAL =
      List.copyOf(EnumSet.complementOf(EnumSet.of(QUOTA_AVAILABLE, QUOTA_USED)));

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

  /**
   * Adds its value for a resource, as XML.
   *
   * @return false when such a resource has none; what was added then is taken back
   */
  abstract boolean value(Described described, StringBuilder text) throws IOException;

  /** Adds the whole element; false, and nothing is added, when the resource has none. */
  boolean element(Described described, StringBuilder text) throws IOException {
    int before = text.length();
    text.append(start);
    if (!value(described, text)) {
      text.setLength(before);
      return false;
    }
    text.append(end);
    return true;
  }
}
