package org.gatehouse.host.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names between Java, where they are text, and the system, where they are bytes. */
final class Names {
  private Names() {}

  /** As the system has it: UTF-8, in whatever Unicode form it is. */
  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** A path as the system has it: a dot for where it begins. */
  static byte[] bytes(TreePath path) {
    return path.isRoot() ? bytes(".") : bytes(path.toString());
  }

  /** The text; empty when it is no UTF-8, of which exactly these bytes would come again. */
  static Optional<String> text(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return decoded(bytes);
      }
    }
    return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static Optional<String> decoded(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A path with names added; empty when they are no text, or it is longer than one may be. */
  static Optional<TreePath> path(TreePath start, Iterable<byte[]> below) {
    List<String> names = new ArrayList<>(start.names());
    for (byte[] name : below) {
      Optional<String> text = text(name);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      names.add(text.get());
    }
    try {
      return Optional.of(new TreePath(names));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
