package org.gatehouse.host.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.gatehouse.host.UnixAccount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "etc/shadow is parsed again when its inode, size, mtime or ctime moved", and only then. */
class AccountBookTest {
  private static final String HASH = "$6$salt$" + "a".repeat(85) + "1";

  /** So late that whatever a test wrote just now was written long ago. */
  private static final InstantSource LATER =
      InstantSource.fixed(Instant.parse("2200-01-01T00:00:00Z"));

  @TempDir Path base;
  private Path shadow;
  private AccountBook book;

  @BeforeEach
  void aRootWithAnAccount() throws Exception {
    Path root = Files.createDirectory(base.resolve("root"));
    AccountBook.make(root, "group", 5_000, LATER);
    shadow = root.resolve("etc/shadow");
    book = new AccountBook(base, List.of("root"), LATER);
    book.add(new UnixAccount("demo", 5_000, 5_000, "", "/home/demo", "/bin/bash"), HASH, 1);
  }

  private Standing standing() throws Exception {
    return book.standing("demo").orElseThrow();
  }

  @Test
  void filesThatStayAreNotParsedAgain() throws Exception {
    assertThat(standing()).isInstanceOf(Standing.Open.class).isSameAs(standing());
  }

  @Test
  void anEditInPlaceOfTheSameSizeCounts() throws Exception {
    assertThat(standing()).isInstanceOf(Standing.Open.class);
    FileTime modified = Files.getLastModifiedTime(shadow);

    Files.writeString(shadow, Files.readString(shadow).replace(HASH, "!" + HASH.substring(1)));
    Files.setLastModifiedTime(shadow, modified);

    assertThat(standing()).isInstanceOf(Standing.Locked.class);
  }

  @Test
  void aFileRenamedIntoPlaceCounts() throws Exception {
    assertThat(standing()).isInstanceOf(Standing.Open.class);
    Path fresh = base.resolve("fresh");

    Files.writeString(fresh, Files.readString(shadow).replace(HASH, "!" + HASH.substring(1)));
    Files.move(fresh, shadow, StandardCopyOption.REPLACE_EXISTING);

    assertThat(standing()).isInstanceOf(Standing.Locked.class);
  }

  @Test
  void anAccountTakenOutOfPasswdIsGone() throws Exception {
    assertThat(standing()).isInstanceOf(Standing.Open.class);
    Path passwd = shadow.resolveSibling("passwd");

    Files.writeString(passwd, Files.readString(passwd).replace("demo:", "dem0:"));

    assertThat(book.standing("demo")).isEmpty();
  }

  @Test
  void aFileThatChangedASecondAgoMayChangeAgainUnseen() throws Exception {
    FileStamp stamp = FileStamp.of(shadow);
    Instant changed = stamp.changed();

    assertThat(stamp.isSettled(changed)).isFalse();
    assertThat(stamp.isSettled(changed.plusSeconds(1))).isFalse();
    assertThat(stamp.isSettled(changed.minusSeconds(3600))).isFalse();
    assertThat(stamp.isSettled(changed.plusSeconds(3))).isTrue();
  }
}
