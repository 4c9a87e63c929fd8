package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatehouse.dav.FilesHouse.NO_CONDITION;
import static org.gatehouse.dav.FilesHouse.NO_TOKENS;
import static org.gatehouse.dav.LockHouse.JANE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LOCK where nothing is makes an empty file (RFC 4918, section 9.10.4). */
class NewFileLockTest {

  private static final AccountFiles.LockWish WISH =
      new AccountFiles.LockWish(true, false, "", Optional.empty());

  @TempDir Path data;
  private FilesHouse house;
  private Path file;

  @BeforeEach
  void aHome() throws Exception {
    house = new FilesHouse(data);
    file = house.home("jane").resolve("f");
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  /** Something that another node or program does. */
  @FunctionalInterface
  private interface Deed {
    void done() throws Exception;
  }

  /** The locks, when something is done just after one was taken. */
  private Locks meanwhile(Deed deed) {
    return new Locks(house.locks.database, house.locks.configuration, Clock.systemUTC()) {
      @Override
      public DavLock take(
          Caller caller,
          String path,
          boolean exclusive,
          boolean deep,
          String owner,
          Optional<Duration> timeout)
          throws LockedException, TooManyLocksException {
        DavLock lock = super.take(caller, path, exclusive, deep, owner, timeout);
        try {
          deed.done();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        return lock;
      }
    };
  }

  private AccountFiles.Locked locked(Deed meanwhile) throws Exception {
    try (AccountFiles files = house.open(JANE, meanwhile(meanwhile))) {
      return files.lock("f", WISH, NO_CONDITION, NO_TOKENS);
    }
  }

  private void assertLocked(AccountFiles.Locked locked) throws Exception {
    try (AccountFiles files = house.open(JANE)) {
      assertThat(files.locksOn("f"))
          .extracting(DavLock::token)
          .containsExactly(locked.lock().token());
    }
  }

  @Test
  void whereNothingIsAnEmptyFileIsMadeAndLocked() throws Exception {
    AccountFiles.Locked locked = locked(() -> {});

    assertThat(locked.created()).isTrue();
    assertThat(file).isEmptyFile();
    assertLocked(locked);
  }

  @Test
  void aFileThatAnotherNodePutsThereMeanwhileStaysAndIsLocked() throws Exception {
    AccountFiles.Locked locked =
        locked(
            () -> {
              // Its PUT had looked for locks before this one was taken.
              Files.writeString(file, "another node's");
              give();
            });

    assertThat(locked.created()).isFalse();
    assertThat(file).hasContent("another node's");
    assertLocked(locked);
    assertThat(house.home("jane").resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void aCollectionThatAppearsMeanwhileStaysAndIsLocked() throws Exception {
    AccountFiles.Locked locked =
        locked(
            () -> {
              Files.createDirectory(file);
              give();
            });

    assertThat(locked.created()).isFalse();
    assertThat(file).isEmptyDirectory();
    assertLocked(locked);
  }

  @Test
  void whatAppearsAndIsSomebodyElsesStaysAndIsNotLocked() throws Exception {
    FileRefusal refusal =
        catchThrowableOfType(
            FileRefusal.class,
            () ->
                locked(
                    () -> {
                      Files.writeString(file, "somebody else's");
                      Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                          .write("gatehouse.owner", StandardCharsets.US_ASCII.encode("9999:9999"));
                    }));

    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(file).hasContent("somebody else's");
    assertThat(house.locks.locks.within(12, "")).isEmpty();
  }

  /** It is jane's, whoever runs this test. */
  private void give() throws Exception {
    Files.setAttribute(file, "unix:uid", Files.getAttribute(file.getParent(), "unix:uid"));
  }
}
