package org.gatehouse.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The file that keeps the secret: {@value Secret#BYTES} random bytes, mode 0600. It appears whole,
 * on disk, and once, however many nodes start at the same time in one directory. While a rotation
 * is under way the next secret stands beside it, in a file whose name ends in {@value #NEXT}; which
 * of the two is in force says the database, so that a crash at any point leaves the right one.
 */
public final class SecretFile {

  /** How the name of the file with the next secret ends. */
  static final String NEXT = ".next";

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
    return present(file);
  }

  /** Reads the secret that is there; see {@link #read(Path, SecureRandom)}. */
  static Secret present(Path file) throws IOException {
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
              + " read it, make it 0600 and rotate it: cpcmd scope:set auth.secret rotate");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return new Secret(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    Files.createDirectories(file.getParent(), DIRECTORY_MODE);
    try (Secret made = Secret.random(random)) {
      Path fresh = written(file, made);
      try {
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException e) {
        // Another node was first, and its secret stands.
      } finally {
        Files.delete(fresh);
      }
    }
    force(file.getParent());
  }

  /**
   * Puts the next secret beside the one in force, on disk when this returns. One that was left by a
   * rotation that did not happen goes.
   */
  static void prepare(Path file, Secret next) throws IOException {
    Path fresh = written(file, next);
    try {
      replace(fresh, next(file));
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The secret that was prepared; empty when there is none. */
  static Optional<Secret> prepared(Path file) throws IOException {
    return Files.exists(next(file), LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(present(next(file)))
        : Optional.empty();
  }

  /** Puts the prepared secret in the place of the former, whose bytes are overwritten. */
  static void exchange(Path file) throws IOException {
    replace(next(file), file);
  }

  /** Takes away a secret that was prepared for a rotation that did not happen. */
  static void discard(Path file) throws IOException {
    try (FileChannel gone = FileChannel.open(next(file), StandardOpenOption.WRITE)) {
      Files.delete(next(file));
      wipe(gone);
    } catch (NoSuchFileException e) {
      // Another node of this directory was first.
    }
    force(file.getParent());
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + NEXT);
  }

  /** Never a moment without a whole file of that name. */
  private static void replace(Path by, Path file) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(by, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
      return;
    }
    try (FileChannel former = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Files.move(by, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
      wipe(former);
    }
  }

  private static void wipe(FileChannel channel) throws IOException {
    channel.write(ByteBuffer.allocate(Secret.BYTES), 0);
    channel.force(true);
  }

  private static Path written(Path file, Secret secret) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), ".secret", "", FILE_MODE);
    byte[] bytes = secret.bytes();
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes);
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
      return fresh;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
