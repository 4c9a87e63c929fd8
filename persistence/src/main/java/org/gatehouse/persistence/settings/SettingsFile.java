package org.gatehouse.persistence.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A person's file of settings that a program changes too. A change is on disk whole or not at all,
 * whenever power fails; of two programs that change it by this class at once each starts from what
 * the other wrote, and what somebody else writes meanwhile is not written over but changed in turn.
 */
public final class SettingsFile {

  private static final long LARGEST = 1 << 20;
  private static final int MOST_TRIES = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(OWNERS);
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** A lock of a file is one of the whole process. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final Path path;
  private final String name;

  /**
   * A file that may not exist yet.
   *
   * @param name what to call it in an error
   */
  public SettingsFile(Path path, String name) {
    this.path = path;
    this.name = name;
  }

  /**
   * Its text; empty when there is no file.
   *
   * @throws IOException when it cannot be read or is larger than 1 MiB
   * @throws IniSyntaxException when a line is not UTF-8
   */
  public String text() throws IOException {
    if (Files.notExists(path)) {
      return "";
    }
    if (Files.size(path) > LARGEST) {
      throw new SettingsTooLargeException(name);
    }
    return decoded(Files.readAllBytes(path));
  }

  private String decoded(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      throw new IniSyntaxException(name, IniLine.of(text.toString()).size(), "this is not UTF-8");
    }
    return text.toString();
  }

  /**
   * Changes the text. Where the change is none nothing is written.
   *
   * @param change the new text for one that was read; asked again when somebody wrote meanwhile
   * @return the text that stands there now
   * @throws SettingsTooLargeException when it is or would become larger than 1 MiB, which {@link
   *     #text} does not read; the file is then as it was
   * @throws IOException when it cannot be written, or others write without end; the file is then as
   *     it was
   */
  public String change(UnaryOperator<String> change) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory, DIRECTORY_MODE);
    if (!lockInThisProcess()) {
      throw busy();
    }
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("." + path.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                FILE_MODE);
        FileLock _ = lock(channel)) {
      for (int i = 0; i < MOST_TRIES; i++) {
        String before = text();
        String after = change.apply(before);
        if (after.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
          throw new SettingsTooLargeException(name);
        }
        if (after.equals(before) || replace(before, after)) {
          return after;
        }
      }
      throw busy();
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private static boolean lockInThisProcess() {
    try {
      return IN_THIS_PROCESS.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - begin > LONGEST_WAIT.toNanos()) {
        throw busy();
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw busy();
      }
    }
  }

  private IOException busy() {
    return new IOException("somebody else is writing " + name);
  }

  /** Whether the file was what it was when it was read, so that it could be replaced. */
  private boolean replace(String before, String after) throws IOException {
    // What a link leads to is changed, not the link.
    Path real = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path fresh = real.resolveSibling("." + real.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      write(fresh, after.getBytes(StandardCharsets.UTF_8));
      if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(real));
      }
      if (!text().equals(before)) {
        return false;
      }
      Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel names = FileChannel.open(real.getParent(), StandardOpenOption.READ)) {
      names.force(true);
    }
    return true;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes);
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
  }
}
