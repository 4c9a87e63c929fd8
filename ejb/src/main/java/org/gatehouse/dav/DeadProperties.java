package org.gatehouse.dav;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The properties that clients gave a resource and only they understand (RFC 4918, section 4.1), and
 * how they are kept: one octet that tells the form, then for each its namespace, its name and the
 * element as XML, compressed where that makes it shorter.
 *
 * @param elements the whole XML element of each, with the declarations that it needs
 */
public record DeadProperties(Map<PropertyName, String> elements) {

  /** None. */
  public static final DeadProperties NONE = new DeadProperties(Map.of());

  /** What is read back has at most this many octets; what somebody else wrote may be a bomb. */
  private static final int MOST_OCTETS = 1 << 16;

  private static final int PLAIN = 1;
  private static final int COMPRESSED = 2;
  private static final int WORTH_COMPRESSING = 512;

  /** Keeps the order in which they came. */
  public DeadProperties {
    elements = new LinkedHashMap<>(elements);
  }

  /** Reads what was kept; empty when it is in no form of ours. */
  static Optional<DeadProperties> read(byte[] kept) {
    if (kept.length == 0) {
      return Optional.of(NONE);
    }
    ByteArrayInputStream octets = new ByteArrayInputStream(kept, 1, kept.length - 1);
    try (DataInputStream in =
        new DataInputStream(
            switch (kept[0]) {
              case PLAIN -> octets;
              case COMPRESSED -> new InflaterInputStream(octets);
              default -> throw new IOException("unknown form");
            })) {
      Map<PropertyName, String> elements = new LinkedHashMap<>();
      int left = MOST_OCTETS;
      for (int count = in.readUnsignedShort(); count > 0; count--) {
        PropertyName name = new PropertyName(in.readUTF(), in.readUTF());
        int length = in.readInt();
        left -= length + name.namespace().length() + name.name().length();
        if (length < 0 || length > MOST_OCTETS || left < 0) {
          throw new IOException("too long");
        }
        elements.put(name, new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
      return Optional.of(new DeadProperties(elements));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What is to be kept.
   *
   * @throws FileRefusal {@code NO_SPACE} when it would be too long to be read back
   */
  byte[] bytes() throws FileRefusal {
    if (elements.isEmpty()) {
      return new byte[0];
    }
    byte[] plain = plain();
    if (plain.length > MOST_OCTETS) {
      throw new FileRefusal(
          FileRefusal.Reason.NO_SPACE, "these are more properties than a resource can have");
    }
    if (plain.length < WORTH_COMPRESSING) {
      return marked(PLAIN, plain);
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
      deflater.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return compressed.size() < plain.length
        ? marked(COMPRESSED, compressed.toByteArray())
        : marked(PLAIN, plain);
  }

  private byte[] plain() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.writeShort(elements.size());
      for (Map.Entry<PropertyName, String> one : elements.entrySet()) {
        out.writeUTF(one.getKey().namespace());
        out.writeUTF(one.getKey().name());
        byte[] element = one.getValue().getBytes(StandardCharsets.UTF_8);
        out.writeInt(element.length);
        out.write(element);
      }
      return octets.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private static byte[] marked(int form, byte[] rest) {
    byte[] marked = new byte[rest.length + 1];
    marked[0] = (byte) form;
    System.arraycopy(rest, 0, marked, 1, rest.length);
    return marked;
  }
}
