package org.gatehouse.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a snapshot, open and without names: they are gone with this program, however it
 * ends, for they are a copy of the database.
 */
final class OpenSnapshot implements AutoCloseable {

  private final Map<String, FileChannel> files = new LinkedHashMap<>();

  private OpenSnapshot() {}

  /** Opens all files of a directory and removes it. */
  static OpenSnapshot of(Path directory) throws IOException {
    OpenSnapshot snapshot = new OpenSnapshot();
    try (Unfinished _ = new Unfinished(directory)) {
      for (Path file : Backup.filesOf(directory)) {
        snapshot.files.put(file.getFileName().toString(), FileChannel.open(file));
      }
      return snapshot;
    } catch (IOException e) {
      snapshot.close();
      throw e;
    }
  }

  /** Their names, in order. */
  Collection<String> names() {
    return files.keySet();
  }

  /** The size of one in bytes. */
  long size(String name) throws IOException {
    return files.get(name).size();
  }

  /** One from its beginning; it is not to be closed, and one at a time is read. */
  InputStream content(String name) throws IOException {
    return Channels.newInputStream(files.get(name).position(0));
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files.values()) {
      file.close();
    }
  }
}
