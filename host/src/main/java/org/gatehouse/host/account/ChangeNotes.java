package org.gatehouse.host.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.Realm;
import org.gatehouse.host.file.StrictDirectory;

/**
 * Notes of password changes that are not settled: one file for each, there before the password is
 * another one. What is in them is as secret as {@code etc/shadow}, and kept as it is: mode 0600.
 */
public final class ChangeNotes {

  private static final String DIRECTORY = "changes";
  private static final String SITE = "site";
  private static final String APPLIANCE = "appliance";
  private static final int MOST_BYTES = 64 << 10;
  private static final int LINES = 5;

  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");

  /**
   * One note.
   *
   * @param change whose password is changed
   * @param at when
   * @param after stands for the new password
   * @param before the account's line in {@code shadow} until then; empty when it had none
   */
  public record Note(
      PasswordChange change, Instant at, PasswordStamp after, Optional<String> before) {

    /** Never the line. */
    @Override
    public String toString() {
      return "Note[" + change + "]";
    }
  }

  private final Path base;

  /**
   * The notes below a directory.
   *
   * @param base a directory that only this server's owner can write to
   */
  public ChangeNotes(Path base) {
    this.base = base;
  }

  /** Writes a note down. */
  public PasswordChange add(
      Realm realm, String user, Instant at, String hash, Optional<String> before)
      throws IOException {
    PasswordChange change = new PasswordChange(UUID.randomUUID().toString(), realm, user);
    List<String> lines =
        List.of(
            written(realm), user, at.toString(), PasswordStamp.of(hash).text(), before.orElse(""));
    make();
    try (StrictDirectory notes = StrictDirectory.open(base, DIRECTORY)) {
      notes.replace(
          change.id(), String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1), SECRET);
    }
    return change;
  }

  private void make() throws IOException {
    if (there()) {
      return;
    }
    try {
      Files.createDirectory(
          base.resolve(DIRECTORY),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      StrictDirectory.sync(base);
    } catch (FileAlreadyExistsException e) {
      // by another thread or process
    }
  }

  private boolean there() {
    return Files.isDirectory(base.resolve(DIRECTORY), LinkOption.NOFOLLOW_LINKS);
  }

  /** The note of a change; empty when it is settled. */
  public Optional<Note> find(PasswordChange change) throws IOException {
    if (!there()) {
      return Optional.empty();
    }
    try (StrictDirectory notes = StrictDirectory.open(base, DIRECTORY)) {
      return read(notes, change.id());
    }
  }

  /** All notes; what is no note is left where it is. */
  public List<Note> all() throws IOException {
    if (!there()) {
      return List.of();
    }
    List<Note> all = new ArrayList<>();
    try (StrictDirectory notes = StrictDirectory.open(base, DIRECTORY)) {
      for (String name : notes.names()) {
        if (!name.startsWith(".")) {
          read(notes, name).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static Optional<Note> read(StrictDirectory notes, String id) throws IOException {
    Optional<byte[]> bytes = notes.read(id, MOST_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String[] lines = new String(bytes.get(), StandardCharsets.ISO_8859_1).split("\n", -1);
    Optional<Realm> realm = lines.length == LINES ? realm(lines[0]) : Optional.empty();
    if (realm.isEmpty() || !AccountRules.isAccountName(lines[1])) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Note(
              new PasswordChange(id, realm.get(), lines[1]),
              Instant.parse(lines[2]),
              new PasswordStamp(lines[3]),
              Optional.of(lines[4]).filter(line -> !line.isEmpty())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String written(Realm realm) {
    return switch (realm) {
      case Realm.Site(int id) -> SITE + id;
      case Realm.Appliance _ -> APPLIANCE;
    };
  }

  private static Optional<Realm> realm(String text) {
    if (text.equals(APPLIANCE)) {
      return Optional.of(new Realm.Appliance());
    }
    return text.matches(SITE + "[1-9][0-9]{0,8}")
        ? Optional.of(new Realm.Site(Integer.parseInt(text.substring(SITE.length()))))
        : Optional.empty();
  }

  /** Removes a note; one that is gone is nothing to do. */
  public void remove(PasswordChange change) throws IOException {
    if (there()) {
      try (StrictDirectory notes = StrictDirectory.open(base, DIRECTORY)) {
        notes.remove(change.id());
      }
    }
  }
}
