package org.gatehouse.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * The file that keeps the secret: {@value Secret#BYTES} random bytes, mode 0600. It appears whole,
 * on disk, and once, however many nodes start at the same time in one directory.
 */
public final class SecretFile {

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(OWNERS);

  private SecretFile() {}

  /**
   * Reads the secret, and makes it when there is no file of that name.
   *
   * @throws IOException when the file cannot be read or made
   * @throws IllegalStateException when it is not a file of {@value Secret#BYTES} bytes that its
   *     owner alone can read; the message says so without a byte of it
   */
  public static Secret read(Path file, SecureRandom random) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      make(file, random);
    }
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile() || attributes.size() != Secret.BYTES) {
      throw new IllegalStateException(
          file
              + " is damaged: [auth] secret is a file of "
              + Secret.BYTES
              + " bytes. Put it back from a backup; without it sealed passwords cannot be opened"
              + " and the audit chain cannot be verified");
    }
    if (!OWNERS.containsAll(attributes.permissions())) {
      throw new IllegalStateException(
          file
              + " can be read by others: [auth] secret must have mode 0600. If somebody may have"
              + " read it, delete it, and a new one is made");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return new Secret(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    Path directory = file.getParent();
    Files.createDirectories(directory, DIRECTORY_MODE);
    byte[] bytes = new byte[Secret.BYTES];
    random.nextBytes(bytes);
    Path fresh = Files.createTempFile(directory, ".secret", "", FILE_MODE);
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Another node was first, and its secret stands.
    } finally {
      Files.delete(fresh);
      Arrays.fill(bytes, (byte) 0);
    }
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
