package org.gatehouse.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.host.file.StrictDirectory;

/**
 * The account files of the appliance and of the sites, read without a lock while they change. Each
 * file is replaced in one rename, so each is of one moment; see {@link #read} for all of them.
 */
final class AccountFiles {

  static final String APPLIANCE = "appliance";

  /** What AccountBook takes too. */
  static final int LARGEST = 16 << 20;

  private static final Pattern SITE = Pattern.compile("site([1-9][0-9]{0,8})");

  private final Path data;

  AccountFiles(Path data) {
    this.data = data;
  }

  /** The numbers of the sites that have directories. */
  List<Integer> sites() throws IOException {
    List<Integer> sites = new ArrayList<>();
    Path virtual = data.resolve("virtual");
    if (Files.isDirectory(virtual)) {
      try (DirectoryStream<Path> names = Files.newDirectoryStream(virtual)) {
        for (Path name : names) {
          var matcher = SITE.matcher(name.getFileName().toString());
          if (matcher.matches()) {
            sites.add(Integer.valueOf(matcher.group(1)));
          }
        }
      }
    }
    return sites;
  }

  /** The names in a realm's passwd; none when the realm is not there. */
  Set<String> names(int site) throws IOException {
    try (StrictDirectory etc = etc(site)) {
      return names(etc.read("passwd", LARGEST).orElse(new byte[0]));
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  /** The first fields of the lines of an account file. */
  static Set<String> names(byte[] file) {
    return text(file)
        .lines()
        .map(AccountFiles::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? line : line.substring(0, colon);
  }

  /**
   * Reads a realm's files with those of the accounts that are wanted and whole: one that is being
   * made or removed has no line in one of them.
   *
   * @param wanted names that were there before
   * @return the files by name, or empty when the realm is not there
   */
  Optional<Map<String, byte[]>> read(int site, Set<String> wanted) throws IOException {
    try (StrictDirectory etc = etc(site)) {
      Optional<byte[]> passwd = etc.read("passwd", LARGEST);
      Optional<byte[]> shadow = etc.read("shadow", LARGEST);
      Optional<byte[]> group = etc.read("group", LARGEST);
      if (passwd.isEmpty() || shadow.isEmpty() || group.isEmpty()) {
        return Optional.empty();
      }
      Set<String> whole = names(passwd.get());
      whole.retainAll(names(shadow.get()));
      whole.retainAll(wanted);
      Map<String, byte[]> files = new LinkedHashMap<>();
      files.put("passwd", only(passwd.get(), whole));
      files.put("shadow", only(shadow.get(), whole));
      files.put("group", group.get());
      return Optional.of(files);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static byte[] only(byte[] file, Set<String> names) {
    return text(file)
        .lines()
        .filter(line -> names.contains(name(line)))
        .map(line -> line + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One character of each byte, whatever it is. */
  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private StrictDirectory etc(int site) throws IOException {
    return site == 0
        ? StrictDirectory.open(data, APPLIANCE, "etc")
        : StrictDirectory.open(data.resolve("virtual"), "site" + site, "fst", "etc");
  }
}
