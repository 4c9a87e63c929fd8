package org.gatehouse.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The file that says which node this is: 64 random bits in hexadecimal, made at the first start of
 * a data directory. It is no secret.
 */
final class NodeFile {

  private static final Pattern NODE = Pattern.compile("[0-9a-f]{16}");

  private NodeFile() {}

  /**
   * The node of a file, which is made when it is missing; whole or not at all.
   *
   * @throws IOException when it cannot be read or made
   * @throws IllegalStateException when something else stands in it
   */
  static String read(Path file, RandomGenerator random) throws IOException {
    if (Files.notExists(file)) {
      make(file, HexFormat.of().toHexDigits(random.nextLong()));
    }
    String node = Files.readString(file).strip();
    if (!NODE.matcher(node).matches()) {
      throw new IllegalStateException(
          file + " is damaged; delete it, and this node begins a new audit chain");
    }
    return node;
  }

  private static void make(Path file, String node) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path fresh = Files.createTempFile(file.getParent(), "node", "", ownerOnly);
    Files.writeString(fresh, node + "\n");
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Another process on the same directory was first: it is the same node.
    } finally {
      Files.delete(fresh);
    }
  }
}
