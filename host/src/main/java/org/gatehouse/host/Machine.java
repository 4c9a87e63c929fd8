package org.gatehouse.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What Linux tells of the machine that this process runs on (proc(5)). */
public final class Machine {

  private static final int LOADS = 3;

  private final Path proc;

  /**
   * The machine.
   *
   * @param proc where its kernel tells of itself, {@code /proc}
   */
  public Machine(Path proc) {
    this.proc = proc;
  }

  /**
   * The averages of the load of the last 1, 5 and 15 minutes.
   *
   * @param one of one minute
   * @param five of five minutes
   * @param fifteen of fifteen minutes
   */
  public record Load(double one, double five, double fifteen) {}

  /**
   * How long the machine has been running, to the hundredth of a second.
   *
   * @throws HostException.Failed when the kernel does not say
   */
  public Duration uptime() throws HostException {
    String seconds = words("uptime", 1)[0];
    try {
      return Duration.ofMillis(Math.round(1_000 * Double.parseDouble(seconds)));
    } catch (NumberFormatException e) {
      throw unreadable("uptime", new IOException(e));
    }
  }

  /**
   * How busy the machine is.
   *
   * @throws HostException.Failed when the kernel does not say
   */
  public Load load() throws HostException {
    String[] averages = words("loadavg", LOADS);
    try {
      return new Load(
          Double.parseDouble(averages[0]),
          Double.parseDouble(averages[1]),
          Double.parseDouble(averages[2]));
    } catch (NumberFormatException e) {
      throw unreadable("loadavg", new IOException(e));
    }
  }

  private String[] words(String file, int least) throws HostException {
    try {
      String[] words =
          Files.readString(proc.resolve(file), StandardCharsets.US_ASCII).strip().split(" ");
      if (words.length < least) {
        throw new IOException("fewer than " + least + " numbers");
      }
      return words;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static HostException unreadable(String file, IOException cause) {
    return new HostException.Failed("read " + file, cause);
  }
}
