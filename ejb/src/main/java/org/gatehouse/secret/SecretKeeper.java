package org.gatehouse.secret;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.persistence.secret.SecretRow;
import org.gatehouse.persistence.secret.SecretTables;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * Exchanges the secret, and follows when another node did. The database says which secret is in
 * force, by its fingerprint, and the transaction that changes this also re-seals what it keeps. The
 * next secret is in a file of its own, on disk, before that transaction can be kept, and takes the
 * place of the former one afterwards; so after a crash at any point the one in force is there.
 *
 * <p>A node that has not the secret in force uses none, so that it admits nobody, says so once in
 * its log, and goes on as soon as its file is the right one.
 */
@ApplicationScoped
public class SecretKeeper {

  private static final Logger LOG = Logger.getLogger(SecretKeeper.class.getName());

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry transactions;

  private Database database;
  private CurrentSecret secret;
  private FormerKeys formerKeys;
  private Iterable<Rotated> rotated;
  private Path file;
  private SecureRandom random;
  private Clock clock;

  /**
   * Until when the former secret was used here, while not all have heard that it is not any more.
   */
  private Optional<Instant> untold = Optional.empty();

  /** Since when this node has not the secret in force. */
  private Optional<Instant> outdatedSince = Optional.empty();

  private volatile boolean leftover = true;

  /** For the container's proxy; what it makes is never used. */
  public SecretKeeper() {}

  @Inject
  SecretKeeper(
      Database database,
      CurrentSecret secret,
      FormerKeys formerKeys,
      @Any Instance<Rotated> rotated,
      Configuration configuration,
      SecureRandom random,
      Clock clock) {
    this(
        database,
        secret,
        formerKeys,
        rotated,
        configuration.dataDirectory().resolve(configuration.text(Settings.AUTH_SECRET)),
        random,
        clock);
  }

  SecretKeeper(
      Database database,
      CurrentSecret secret,
      FormerKeys formerKeys,
      Iterable<Rotated> rotated,
      Path file,
      SecureRandom random,
      Clock clock) {
    this.database = database;
    this.secret = secret;
    this.formerKeys = formerKeys;
    this.rotated = rotated;
    this.file = file;
    this.random = random;
    this.clock = clock;
  }

  /** For tests, which have no container's transactions. */
  void transactions(TransactionSynchronizationRegistry registry) {
    transactions = registry;
  }

  /**
   * Sees at the start which secret is in force: on a new database this node's.
   *
   * @throws IllegalStateException when the database does not answer
   */
  public void start() {
    try {
      database.together(
          connection -> {
            SecretTables tables = new SecretTables(connection);
            if (tables.inForce().isEmpty()) {
              tables.add(new SecretRow(1, secret.known().fingerprint(), clock.millis(), true));
            }
            return null;
          });
    } catch (IllegalStateException e) {
      if (SqlState.of(e).filter(state -> state.duplicate() || state.conflict()).isEmpty()) {
        throw e;
      }
      // Another node that starts at the same time was first.
    }
    follow();
  }

  /** Sees whether another secret is in force by now; a database that is away changes nothing. */
  public void check() {
    try {
      follow();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, "the database does not say which secret is in force", e);
    }
  }

  private void follow() {
    Optional<SecretRow> row = database.read(connection -> new SecretTables(connection).inForce());
    row.ifPresent(this::follow);
    if (secret.inForce()) {
      clean();
      tell();
    }
  }

  /** Puts the secret of a row in force here, if this node has it. */
  private synchronized void follow(SecretRow row) {
    CurrentSecret.Known mine = secret.known();
    if (row.fingerprint().equals(mine.fingerprint())) {
      if (mine.outdated() || mine.since().isEmpty() || mine.generation() != row.generation()) {
        secret.put(mine.secret(), row.generation(), Instant.ofEpochMilli(row.begunAt()));
        fits();
      }
      return;
    }
    if (row.generation() < mine.generation() && !mine.outdated()) {
      // Read before this node itself exchanged it.
      return;
    }
    try {
      if (take(row, mine)) {
        return;
      }
      outdate(row, file + " is another one");
    } catch (IOException | IllegalStateException e) {
      outdate(row, e.getMessage());
    }
  }

  private boolean take(SecretRow row, CurrentSecret.Known mine) throws IOException {
    try (Secret prepared = SecretFile.prepared(file).orElse(null)) {
      if (prepared != null && prepared.fingerprint().equals(row.fingerprint())) {
        SecretFile.exchange(file);
      }
    } catch (NoSuchFileException e) {
      // Another node of this directory exchanged it just now.
    }
    Secret found = SecretFile.present(file);
    if (!found.fingerprint().equals(row.fingerprint())) {
      found.close();
      return false;
    }
    secret.put(found, row.generation(), Instant.ofEpochMilli(row.begunAt()));
    mine.secret().close();
    untold = outdatedSince.or(() -> Optional.of(clock.instant()));
    fits();
    LOG.log(Level.INFO, "[auth] secret {0} is in force", Integer.toString(row.generation()));
    return true;
  }

  private void fits() {
    outdatedSince = Optional.empty();
  }

  private void outdate(SecretRow row, String reason) {
    secret.outdate();
    if (outdatedSince.isEmpty()) {
      outdatedSince = Optional.of(clock.instant());
      LOG.log(
          Level.SEVERE,
          "[auth] secret of this node is not the one in force, number {0} since {1} ({2}): nobody is"
              + " admitted here until {3} is the new one; copy it from the node that has it",
          new Object[] {
            Integer.toString(row.generation()), Instant.ofEpochMilli(row.begunAt()), reason, file
          });
    }
  }

  /**
   * Takes away a secret that was prepared for a rotation that did not happen. Under the lock that
   * rotations take, so that it is none that is under way on another node of this directory.
   */
  private void clean() {
    if (!leftover) {
      return;
    }
    leftover = false;
    boolean done = false;
    try {
      discardLeftover();
      done = true;
    } finally {
      leftover |= !done;
    }
  }

  private void discardLeftover() {
    database.together(
        connection -> {
          formerKeys.hold(connection);
          try (Secret prepared = SecretFile.prepared(file).orElse(null)) {
            if (prepared != null) {
              SecretFile.discard(file);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return null;
        });
  }

  private void tell() {
    Optional<Instant> until;
    synchronized (this) {
      until = untold;
      untold = Optional.empty();
    }
    until.ifPresent(instant -> rotated.forEach(one -> one.taken(instant)));
  }

  /**
   * Makes a new secret and re-seals what can be, in the caller's transaction or one of its own. It
   * is in force when that is kept, and nothing has changed when it is not.
   *
   * @return which one it is
   * @throws CommandException when another node exchanges it at the same time
   */
  public int rotate() {
    return database.together(this::rotate);
  }

  private int rotate(Connection connection) throws SQLException {
    CurrentSecret.Known mine = secret.known();
    SecretTables tables = new SecretTables(connection);
    if (mine.outdated() || !tables.retire(mine.generation(), mine.fingerprint())) {
      throw new CommandException(
          Kind.UNAVAILABLE, "another node has just rotated the secret; nothing was changed");
    }
    leftover = true;
    Instant now = clock.instant();
    try (Secret next = Secret.random(random)) {
      SecretFile.prepare(file, next);
      SecretRow row =
          new SecretRow(mine.generation() + 1, next.fingerprint(), now.toEpochMilli(), true);
      tables.add(row);
      Rotation rotation = new Rotation(mine.secret(), mine.generation(), next, now);
      formerKeys.carry(connection, rotation);
      for (Rotated one : inOrder()) {
        one.rotate(connection, rotation);
      }
      transactions.registerInterposedSynchronization(new Completion(row));
      return row.generation();
    } catch (IOException e) {
      throw new UncheckedIOException("the next secret cannot be written beside " + file, e);
    }
  }

  private List<Rotated> inOrder() {
    return StreamSupport.stream(rotated.spliterator(), false)
        .sorted(Comparator.comparing(Rotated::last))
        .toList();
  }

  /**
   * Uses the next secret as soon as it is in force; when that is not known, the check finds out.
   */
  private final class Completion implements Synchronization {

    private final SecretRow row;

    Completion(SecretRow row) {
      this.row = row;
    }

    @Override
    public void beforeCompletion() {
      // All is written already.
    }

    @Override
    public void afterCompletion(int status) {
      if (status == jakarta.transaction.Status.STATUS_COMMITTED) {
        follow(row);
      }
    }
  }
}
