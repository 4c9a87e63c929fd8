package org.gatehouse.host;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds lckpwdf(3)'s lock until its standard input ends. */
final class HoldsLock {
  private HoldsLock() {}

  /** Argument: the lock file. */
  public static void main(String[] arguments) throws Exception {
    try (FileChannel file =
            FileChannel.open(
                Path.of(arguments[0]), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock _ = file.lock()) {
      System.out.println("held");
      System.in.read();
    }
  }
}
