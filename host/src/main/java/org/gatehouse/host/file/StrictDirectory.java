package org.gatehouse.host.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * An open directory whose files are reached by name only: no symbolic link is followed on the way
 * to it below its base, nor in it, and replacing a directory above it meanwhile changes nothing,
 * for names are resolved against the open directory (openat(2) and its kin).
 */
public final class StrictDirectory implements Closeable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final SecureDirectoryStream<Path> stream;

  private StrictDirectory(Path path, SecureDirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
  }

  /**
   * Opens a directory.
   *
   * @param base a directory that only this server's owner can replace; links on the way to it are
   *     followed
   * @param names the directories below it, one after the other; a link among them is an error
   * @throws NoSuchFileException when one of them is not there
   */
  public static StrictDirectory open(Path base, String... names) throws IOException {
    StrictDirectory directory =
        new StrictDirectory(base, secure(base, Files.newDirectoryStream(base)));
    for (String name : names) {
      try (StrictDirectory parent = directory) {
        directory = parent.child(name);
      }
    }
    return directory;
  }

  StrictDirectory child(String name) throws IOException {
    Path child = path.resolve(name);
    return new StrictDirectory(
        child, secure(child, stream.newDirectoryStream(name(name), LinkOption.NOFOLLOW_LINKS)));
  }

  private static SecureDirectoryStream<Path> secure(Path path, DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new FileSystemException(path.toString(), null, "its file system has no openat");
  }

  /** What identifies the directory itself, whatever its path: device and inode. */
  public Object identity() throws IOException {
    return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }

  /**
   * Reads a file, or empty when there is none.
   *
   * @param limit its greatest size in bytes
   * @throws FileSystemException when it is no regular file or larger
   */
  public Optional<byte[]> read(String name, int limit) throws IOException {
    Optional<PosixFileAttributes> attributes = regularFile(name);
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    try (SeekableByteChannel channel = open(name, StandardOpenOption.READ)) {
      if (channel.size() > limit) {
        throw new FileSystemException(
            path.resolve(name).toString(), null, "larger than " + limit + " bytes");
      }
      ByteBuffer content = ByteBuffer.allocate((int) channel.size());
      while (content.hasRemaining() && channel.read(content) >= 0) {
        // until all of it is there
      }
      return Optional.of(
          content.hasRemaining()
              ? Arrays.copyOf(content.array(), content.position())
              : content.array());
    }
  }

  /**
   * Replaces a file's content, or makes the file: readers see the old content or the new, also
   * after a crash. Mode and owner stay; where the owner cannot be kept, nothing is replaced.
   * Callers see to it that there is one writer.
   *
   * @param mode of a new file
   */
  public void replace(String name, byte[] content, Set<PosixFilePermission> mode)
      throws IOException {
    Optional<PosixFileAttributes> old = regularFile(name);
    String fresh = "." + name + ".new";
    deleteIfThere(fresh); // left by a crash
    try {
      try (FileChannel channel =
          (FileChannel)
              stream.newByteChannel(
                  name(fresh),
                  Set.of(
                      StandardOpenOption.WRITE,
                      StandardOpenOption.CREATE_NEW,
                      LinkOption.NOFOLLOW_LINKS),
                  PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        PosixFileAttributeView view = view(fresh);
        if (old.isPresent()) {
          keepOwner(view, old.get());
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        view.setPermissions(old.map(PosixFileAttributes::permissions).orElse(mode));
        channel.force(true);
      }
      stream.move(name(fresh), stream, name(name));
    } catch (IOException e) {
      deleteIfThere(fresh);
      throw e;
    }
    sync();
  }

  /**
   * chown(2) is for root; for others it succeeds only where it changes nothing, so it is left out
   * there.
   */
  private static void keepOwner(PosixFileAttributeView view, PosixFileAttributes old)
      throws IOException {
    PosixFileAttributes made = view.readAttributes();
    if (!made.owner().equals(old.owner())) {
      view.setOwner(old.owner());
    }
    if (!made.group().equals(old.group())) {
      view.setGroup(old.group());
    }
  }

  /**
   * Makes a directory of mode 0700, or takes the one that is there. When this directory is root's,
   * so are we, and it is given to its owner; unprivileged, all directories are the server's own.
   * Java has no mkdirat(2), so the path is used: for directories only where nobody else can rename.
   */
  public void makePrivateDirectory(String name, long uid, long gid) throws IOException {
    Path made = path.resolve(name(name));
    if (!Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(made);
    }
    view(name).setPermissions(PosixFilePermissions.fromString("rwx------"));
    if ((int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0) {
      Files.setAttribute(made, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(made, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Opens a file for locking, made with mode 0600 when it is not there. */
  public FileChannel lockFile(String name) throws IOException {
    regularFile(name);
    return (FileChannel)
        stream.newByteChannel(
            name(name),
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
  }

  /** Whether there is anything of this name. */
  public boolean has(String name) throws IOException {
    try {
      view(name).readAttributes();
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * The names in it, read while it changes: each that stays is there, others may be. To be used
   * once.
   */
  public Iterable<String> names() {
    return () ->
        StreamSupport.stream(stream.spliterator(), false)
            .map(entry -> entry.getFileName().toString())
            .iterator();
  }

  /** Removes a file for good; one that is gone is nothing to do. */
  public void remove(String name) throws IOException {
    deleteIfThere(name);
    sync();
  }

  /** Renames in this directory; takes the place of an empty directory only. */
  public void rename(String from, String to) throws IOException {
    stream.move(name(from), stream, name(to));
    sync();
  }

  private SeekableByteChannel open(String name, OpenOption option) throws IOException {
    return stream.newByteChannel(name(name), Set.of(option, LinkOption.NOFOLLOW_LINKS));
  }

  private Optional<PosixFileAttributes> regularFile(String name) throws IOException {
    try {
      PosixFileAttributes attributes = view(name).readAttributes();
      if (!attributes.isRegularFile()) {
        throw new FileSystemException(path.resolve(name).toString(), null, "not a regular file");
      }
      return Optional.of(attributes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void deleteIfThere(String name) throws IOException {
    try {
      stream.deleteFile(name(name));
    } catch (NoSuchFileException e) {
      // as wanted
    }
  }

  private PosixFileAttributeView view(String name) {
    return stream.getFileAttributeView(
        name(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes renames in this directory last. Java opens directories by path only, which is enough to
   * sync one.
   */
  private void sync() throws IOException {
    sync(path);
  }

  /** Makes the names in a directory last (fsync(2) on the directory). */
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path name(String name) {
    Path path = Path.of(name);
    if (path.getNameCount() != 1 || path.isAbsolute() || name.equals("..") || name.equals(".")) {
      throw new IllegalArgumentException("a name, not a path");
    }
    return path;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
