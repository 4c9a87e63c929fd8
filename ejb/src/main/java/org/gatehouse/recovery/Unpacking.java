package org.gatehouse.recovery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Unpacks a backup into a directory: nothing but the files that a backup has, each of a bounded
 * size, and the secrets only after they were opened.
 */
final class Unpacking {

  private static final Set<PosixFilePermission> SECRET_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Pattern ACCOUNT_FILE =
      Pattern.compile("accounts/(?:appliance|site([1-9][0-9]{0,8}))/(passwd|shadow|group)");
  private static final Pattern TABLE_FILE =
      Pattern.compile("database/([a-z][a-z0-9_]{0,60})\\.tsv|database/version");

  private final Path packed;
  private final Progress progress;
  private boolean secretsOpened;

  /**
   * Unpacks.
   *
   * @param packed where to; an empty directory
   */
  Unpacking(Path packed, Progress progress) {
    this.packed = packed;
    this.progress = progress;
  }

  /** Whether the secrets came along and were opened. */
  boolean secretsOpened() {
    return secretsOpened;
  }

  /**
   * Unpacks a whole backup.
   *
   * @param withSecrets whether its secrets are wanted, for which the passphrase is asked
   */
  Manifest unpack(Path file, boolean withSecrets, Passphrase passphrase)
      throws IOException, RecoveryException {
    Manifest manifest = null;
    byte[] sealed = null;
    byte[] before = null;
    try (Packed unpacked = Packed.open(file)) {
      ArchiveReader archive = new ArchiveReader(unpacked);
      for (var next = archive.next(); next.isPresent(); next = archive.next()) {
        ArchiveReader.File one = next.get();
        if (manifest == null) {
          if (!one.name().equals(Manifest.NAME)) {
            throw new RecoveryException(file + " is no backup of Gatehouse");
          }
          manifest = Manifest.read(one.bytes(Backup.LARGEST_SMALL_FILE));
        } else if (one.name().equals(Backup.SECRETS)) {
          sealed = one.bytes(32 << 20);
          before = one.before();
        } else if (sealed != null) {
          throw new RecoveryException("the backup has something after its secrets");
        } else {
          requireKnown(one);
          copy(one, packed.resolve(one.name()));
        }
      }
      unpacked.requireEnd();
    }
    if (manifest == null || manifest.secrets() != (sealed != null)) {
      throw new RecoveryException("the backup does not have what it says");
    }
    if (sealed != null && withSecrets) {
      openSecrets(sealed, before, passphrase);
    }
    return manifest;
  }

  private void requireKnown(ArchiveReader.File file) throws IOException, RecoveryException {
    String name = file.name();
    long most;
    if (TABLE_FILE.matcher(name).matches()) {
      most = Files.getFileStore(packed).getUsableSpace();
    } else if (ACCOUNT_FILE.matcher(name).matches()) {
      most = AccountFiles.LARGEST;
    } else if (name.equals(Backup.SETTINGS) || name.startsWith(Backup.PLANS)) {
      most = Backup.LARGEST_SMALL_FILE;
    } else {
      throw new RecoveryException("the backup has a file that does not belong there: " + name);
    }
    if (file.size() > most) {
      throw new RecoveryException(
          name + " in the backup needs more room than there is: " + file.size() + " bytes");
    }
  }

  private void copy(ArchiveReader.File file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.createFile(target, PosixFilePermissions.asFileAttribute(SECRET_FILE));
    try (var out = Files.newOutputStream(target)) {
      file.content().transferTo(out);
    }
    progress.at("unpacked, the last of them " + file.name(), file.size());
  }

  private void openSecrets(byte[] sealed, byte[] before, Passphrase passphrase)
      throws IOException, RecoveryException {
    byte[] typed = passphrase.known();
    byte[] opened;
    try {
      opened = SealedSecrets.open(sealed, typed, before);
    } finally {
      Arrays.fill(typed, (byte) 0);
    }
    ArchiveReader archive = new ArchiveReader(new ByteArrayInputStream(opened));
    for (var next = archive.next(); next.isPresent(); next = archive.next()) {
      ArchiveReader.File one = next.get();
      Path target =
          TABLE_FILE.matcher(one.name()).matches()
              ? packed.resolve(one.name())
              : packed.resolve(Backup.SECRETS).resolve(one.name());
      copy(one, target);
    }
    Arrays.fill(opened, (byte) 0);
    secretsOpened = true;
  }
}
