package org.gatehouse.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.gatehouse.command.CommandException;
import org.gatehouse.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation is whole, whatever crashes when, and other nodes fail closed until they have it. */
class SecretKeeperTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Logger LOG = Logger.getLogger(SecretKeeper.class.getName());

  @TempDir private Path data;

  private final SecretStore store = new SecretStore();

  @AfterEach
  void close() {
    store.close();
  }

  /** A process of a node: what it knows is gone with it, but for its files. */
  private final class Node {

    final Path file;
    final CurrentSecret secret;
    final FormerKeys formerKeys;
    final SecretKeeper keeper;
    final List<Synchronization> completions = new ArrayList<>();
    final List<Instant> told = new ArrayList<>();
    Optional<SQLException> failure = Optional.empty();

    Node(String directory) throws IOException {
      file = data.resolve(directory).resolve("secret/auth");
      secret = new CurrentSecret(SecretFile.read(file, RANDOM));
      formerKeys = new FormerKeys(secret, RANDOM);
      TestDatabase database = store.database();
      keeper =
          new SecretKeeper(
              database,
              secret,
              formerKeys,
              List.of(new Dependent()),
              file,
              RANDOM,
              Clock.systemUTC());
      keeper.transactions(
          (TransactionSynchronizationRegistry)
              Proxy.newProxyInstance(
                  Node.class.getClassLoader(),
                  new Class<?>[] {TransactionSynchronizationRegistry.class},
                  (proxy, method, arguments) -> completions.add((Synchronization) arguments[0])));
    }

    Node started() {
      keeper.start();
      return this;
    }

    /** Rotates, and is told that it is kept. */
    void rotate() {
      keeper.rotate();
      completions.forEach(completion -> completion.afterCompletion(Status.STATUS_COMMITTED));
    }

    Path next() {
      return file.resolveSibling("auth.next");
    }

    /** What rests on the secret, and may fail. */
    private final class Dependent implements Rotated {
      @Override
      public void rotate(Connection connection, Rotation rotation) throws SQLException {
        if (failure.isPresent()) {
          throw failure.get();
        }
      }

      @Override
      public void taken(Instant usedUntil) {
        told.add(usedUntil);
      }
    }
  }

  private static List<String> files(Node node) throws IOException {
    try (Stream<Path> all = Files.list(node.file.getParent())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void copy(Node from, Node to) throws IOException {
    Files.copy(
        from.file,
        to.file,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private Node nodeWithACopyOf(Node first, String directory) throws IOException {
    Path file = data.resolve(directory).resolve("secret/auth");
    Files.createDirectories(file.getParent());
    Files.copy(first.file, file, StandardCopyOption.COPY_ATTRIBUTES);
    return new Node(directory).started();
  }

  @Test
  void aRotationPutsANewSecretInForceAndWipesTheFormer() throws IOException {
    Node node = new Node("one").started();
    String former = node.secret.fingerprint();
    Secret formerSecret = node.secret.now();
    ByteBuffer left = ByteBuffer.allocate(Secret.BYTES);

    try (FileChannel formerFile = FileChannel.open(node.file)) {
      node.rotate();
      formerFile.read(left);
    }

    assertThat(node.secret.generation()).isEqualTo(2);
    assertThat(node.secret.fingerprint()).isNotEqualTo(former);
    assertThat(SecretFile.present(node.file).fingerprint()).isEqualTo(node.secret.fingerprint());
    assertThat(files(node)).containsExactly("auth");
    assertThat(left.array()).as("the bytes of the former file").isEqualTo(new byte[Secret.BYTES]);
    assertThatThrownBy(formerSecret::fingerprint).hasMessageContaining("wiped");
    node.keeper.check();
    assertThat(node.told).as("who rests on it has heard").hasSize(1);
  }

  @Test
  void beforeTheTransactionIsKeptNothingHasChanged() throws IOException {
    Node node = new Node("one").started();
    String former = node.secret.fingerprint();
    node.failure = Optional.of(new SQLException("the database went away"));

    assertThatThrownBy(node.keeper::rotate).isInstanceOf(IllegalStateException.class);
    node.keeper.check();

    assertThat(node.secret.fingerprint()).isEqualTo(former);
    assertThat(node.secret.generation()).isEqualTo(1);
    assertThat(files(node)).as("what was prepared is gone").containsExactly("auth");
    Node again = new Node("one").started();
    assertThat(again.secret.fingerprint()).isEqualTo(former);
    assertThat(again.secret.inForce()).isTrue();
  }

  @Test
  void aCrashAfterTheTransactionIsKeptAndBeforeTheFileIsExchangedLosesNothing() throws IOException {
    Node crashed = new Node("one").started();
    String former = crashed.secret.fingerprint();
    crashed.keeper.rotate();
    assertThat(files(crashed)).as("side by side").containsExactly("auth", "auth.next");

    Node again = new Node("one").started();

    assertThat(again.secret.inForce()).isTrue();
    assertThat(again.secret.generation()).isEqualTo(2);
    assertThat(again.secret.fingerprint()).isNotEqualTo(former);
    assertThat(files(again)).containsExactly("auth");
  }

  @Test
  void aCrashBeforeTheTransactionIsKeptLeavesThePreparedSecretWhichTheNextStartTakesAway()
      throws IOException {
    Node crashed = new Node("one").started();
    SecretFile.prepare(crashed.file, Secret.random(RANDOM));

    Node again = new Node("one").started();

    assertThat(again.secret.generation()).isEqualTo(1);
    assertThat(files(again)).containsExactly("auth");
  }

  @Test
  void whenNobodyKnowsWhetherTheTransactionWasKeptTheDatabaseSaysIt() throws IOException {
    Node node = new Node("one").started();
    node.keeper.rotate();
    node.completions.forEach(completion -> completion.afterCompletion(Status.STATUS_UNKNOWN));
    assertThat(node.secret.generation()).isEqualTo(1);

    node.keeper.check();

    assertThat(node.secret.generation()).isEqualTo(2);
    assertThat(node.secret.inForce()).isTrue();
  }

  @Test
  void anotherNodeUsesNoSecretUntilItsFileIsTheNewOneAndSaysSoOnce() throws IOException {
    Node one = new Node("one").started();
    Node other = nodeWithACopyOf(one, "other");
    List<String> lines = new ArrayList<>();
    Handler listener = new Lines(lines);
    LOG.addHandler(listener);
    try {
      one.rotate();
      other.keeper.check();
      other.keeper.check();
    } finally {
      LOG.removeHandler(listener);
    }

    assertThat(other.secret.inForce()).isFalse();
    assertThatThrownBy(other.secret::now).isInstanceOf(OutdatedSecretException.class);
    assertThatThrownBy(() -> other.secret.key(Secret.Use.CSRF_TOKEN))
        .isInstanceOf(OutdatedSecretException.class);
    assertThatThrownBy(other.keeper::rotate).isInstanceOf(CommandException.class);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("SEVERE"))
        .singleElement()
        .asString()
        .contains("nobody is admitted here", other.file.toString());

    copy(one, other);
    other.keeper.check();

    assertThat(other.secret.inForce()).isTrue();
    assertThat(other.secret.fingerprint()).isEqualTo(one.secret.fingerprint());
    assertThat(other.secret.generation()).isEqualTo(2);
    assertThat(other.told).as("sessions of the former secret end").hasSize(1);
  }

  @Test
  void aNodeThatStartsWithAnotherSecretIsNotReadyAndLeavesWhatIsInForce() throws IOException {
    Node one = new Node("one").started();

    Node stranger = new Node("stranger").started();

    assertThat(stranger.secret.inForce()).isFalse();
    assertThat(one.secret.inForce()).isTrue();
    one.keeper.check();
    assertThat(one.secret.inForce()).isTrue();
  }

  @Test
  void nodesOfOneDirectoryAllHaveTheNewSecretWithoutACopy() throws IOException {
    Node one = new Node("shared").started();
    Node other = new Node("shared").started();
    one.keeper.rotate();

    other.keeper.check();
    one.completions.forEach(completion -> completion.afterCompletion(Status.STATUS_COMMITTED));

    assertThat(one.secret.fingerprint()).isEqualTo(other.secret.fingerprint());
    assertThat(one.secret.generation()).isEqualTo(2);
    assertThat(files(one)).containsExactly("auth");
  }

  @Test
  void ofTwoRotationsAtOnceOneIsDoneAndTheOtherRefusedOrComesAfter() throws Exception {
    Node one = new Node("shared").started();
    Node other = new Node("shared").started();
    List<Node> nodes = List.of(one, other);
    int done = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> both =
          nodes.stream().map(node -> (Callable<Integer>) node.keeper::rotate).toList();
      for (Future<Integer> one1 : threads.invokeAll(both)) {
        done += one1.state() == Future.State.SUCCESS ? 1 : 0;
      }
    }
    nodes.forEach(node -> node.keeper.check());

    assertThat(done).isEqualTo(1);
    assertThat(nodes).allSatisfy(node -> assertThat(node.secret.generation()).isEqualTo(2));
    assertThat(one.secret.fingerprint()).isEqualTo(other.secret.fingerprint());
    assertThat(SecretFile.present(one.file).fingerprint()).isEqualTo(one.secret.fingerprint());
  }

  @Test
  void keysOfFormerSecretsCanBeHadHoweverOftenItWasRotatedAndNoOthers() throws Exception {
    Node node = new Node("one").started();
    byte[] first = node.secret.key(Secret.Use.AUDIT_CHAIN).getEncoded();
    node.rotate();
    byte[] second = node.secret.key(Secret.Use.AUDIT_CHAIN).getEncoded();
    node.completions.clear();
    node.rotate();

    try (Connection connection = store.source().getConnection()) {
      Map<Integer, SecretKey> keys = node.formerKeys.of(connection, Secret.Use.AUDIT_CHAIN);
      assertThat(keys.keySet()).containsExactly(1, 2);
      assertThat(keys.get(1).getEncoded()).isEqualTo(first);
      assertThat(keys.get(2).getEncoded()).isEqualTo(second);
      assertThat(node.formerKeys.of(connection, Secret.Use.SEALED_PASSWORD)).isEmpty();
    }
    store.sql("update former_key set generation = 3 where generation = 2");
    try (Connection connection = store.source().getConnection()) {
      assertThat(node.formerKeys.of(connection, Secret.Use.AUDIT_CHAIN).keySet())
          .as("one that was moved is none")
          .containsExactly(1);
    }
  }

  @Test
  void whatHoldsTheSecretIsRefusedOnceAnotherIsInForce() throws Exception {
    Node one = new Node("one").started();
    Node other = nodeWithACopyOf(one, "other");
    one.rotate();

    try (Connection connection = store.source().getConnection()) {
      assertThatThrownBy(() -> other.formerKeys.hold(connection)).isInstanceOf(SQLException.class);
      one.formerKeys.hold(connection);
    }
  }

  /** Keeps what is logged. */
  private static final class Lines extends Handler {

    private final List<String> lines;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(
          line.getLevel()
              + " "
              + java.text.MessageFormat.format(line.getMessage(), line.getParameters()));
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
