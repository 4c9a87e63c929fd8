package org.gatehouse.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The audit's keys of a test, one for each secret that was in force. */
final class RotatingKeys implements AuditMac.Keys {

  private volatile SecretKey now = key(1);
  private volatile int generation = 1;

  /** Whether another node has exchanged the secret, and this one does not know the new one. */
  volatile boolean outdated;

  static SecretKey key(int generation) {
    return new SecretKeySpec(
        ("key of the test" + generation).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  int generation() {
    return generation;
  }

  void exchange() {
    generation++;
    now = key(generation);
  }

  @Override
  public SecretKey now() {
    return now;
  }

  @Override
  public void hold(Connection connection) throws SQLException {
    if (outdated) {
      throw new SQLTransactionRollbackException("another secret is in force", "40001");
    }
  }

  @Override
  public Map<Integer, SecretKey> former(Connection connection) {
    return IntStream.range(1, generation)
        .boxed()
        .collect(Collectors.toMap(number -> number, RotatingKeys::key));
  }
}
