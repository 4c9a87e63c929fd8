package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The C program of {@code host/src/bench/c}, which verifies a password by {@code crypt_r} and waits
 * for work on its standard input.
 */
public final class CryptProgram implements AutoCloseable {

  private final Process process;
  private final PrintStream work;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param program the program, compiled
   */
  public CryptProgram(String program, String password, String hash) throws IOException {
    process =
        new ProcessBuilder(program, password, hash)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    work = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /**
   * Lets it verify so many times.
   *
   * @return its CPU time for that, in nanoseconds
   * @throws IllegalStateException when it denied the password, or failed
   */
  public long cpuTime(int times) throws IOException {
    work.println(times);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IllegalStateException("the C program denied the password or failed");
    }
    return Long.parseLong(answer);
  }

  @Override
  public void close() {
    work.close();
    process.destroy();
  }
}
