package org.gatehouse.arquillian.outside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The C program of {@code host/src/bench/c}, which verifies a password by {@code crypt_r}. */
final class CryptProgram implements Duel.Work, AutoCloseable {

  private final Process process;
  private final PrintStream work;
  private final BufferedReader answers;

  CryptProgram(String program, String password, String hash) throws IOException {
    process =
        new ProcessBuilder(program, password, hash)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    work = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  @Override
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
