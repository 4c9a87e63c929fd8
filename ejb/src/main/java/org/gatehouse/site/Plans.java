package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.persistence.settings.IniSyntaxException;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * The plans: {@code basic}, which is shipped, and the files {@code plans/NAME.ini} of the data
 * directory. They are read when they are asked for, so that a change holds at once. A file that is
 * no plan is refused whole, with file, line and reason; others are not touched by that.
 */
@ApplicationScoped
public class Plans {

  /** The plan that every other one is based on in the end. */
  static final String BASIC = "basic";

  private static final Logger LOG = Logger.getLogger(Plans.class.getName());
  private static final String ENDING = ".ini";

  private Configuration configuration;

  /** For the container's proxy; what it makes is never used. */
  public Plans() {}

  @Inject
  Plans(Configuration configuration) {
    this.configuration = configuration;
  }

  private Path directory() {
    return configuration.dataDirectory().resolve("plans");
  }

  /** The plan of sites for which none is named. */
  public String usual() {
    return configuration.text(Settings.DEFAULT_PLAN);
  }

  /**
   * The names of all plans, in order.
   *
   * @throws CommandException when a file is no plan
   */
  public SortedSet<String> names() {
    SortedSet<String> names = written();
    names.forEach(this::require);
    return names;
  }

  private SortedSet<String> written() {
    SortedSet<String> names = new TreeSet<>(Set.of(BASIC));
    if (!Files.isDirectory(directory())) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(), "*" + ENDING)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - ENDING.length()));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the plans", e);
    }
  }

  /**
   * A plan that somebody names.
   *
   * @throws CommandException with the nearest name when there is none; with file, line and reason
   *     when its file is no plan
   */
  Plan require(String name) {
    if (!exists(name)) {
      throw Services.unknown("plan", name, written());
    }
    try {
      return new Plan(name, values(name, new HashSet<>()));
    } catch (IniSyntaxException e) {
      LOG.log(Level.WARNING, e.getMessage());
      throw new CommandException(Kind.UNAVAILABLE, e.getMessage());
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "a plan cannot be read", e);
      throw new CommandException(
          Kind.UNAVAILABLE, "plan " + name + " cannot be read; the server's log says why");
    }
  }

  /**
   * The plan of a site. One whose plan is there no more is treated as one of {@code basic}.
   *
   * @throws CommandException when the plan's file is no plan
   */
  Plan of(String name) {
    return require(exists(name) ? name : BASIC);
  }

  private boolean exists(String name) {
    return Services.PLAN_NAME.matcher(name).matches()
        && (name.equals(BASIC) || Files.isRegularFile(directory().resolve(name + ENDING)));
  }

  private Map<ServiceParameter, Optional<Object>> values(String name, Set<String> seen)
      throws IOException {
    seen.add(name);
    Path path = directory().resolve(name + ENDING);
    if (name.equals(BASIC)) {
      return PlanFile.of(written(path), Optional.empty()).over(shipped().values());
    }
    IniFile written = written(path);
    PlanFile file = PlanFile.of(written, Optional.of(BASIC));
    String base = file.base().orElseThrow();
    if (seen.contains(base)) {
      throw written.refuse("plan", "base", "plans are based on each other in a circle");
    }
    if (!exists(base)) {
      throw written.refuse("plan", "base", Services.unknown("plan", base, written()).getMessage());
    }
    return file.over(values(base, seen));
  }

  private static IniFile written(Path path) throws IOException {
    String name = "plans/" + path.getFileName();
    return Files.exists(path) ? IniFile.read(path, name) : IniFile.parse(name, "");
  }

  private static PlanFile shipped() throws IOException {
    try (InputStream stream = Plans.class.getResourceAsStream("/plans/" + BASIC + ENDING)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return PlanFile.of(IniFile.parse("basic.ini as shipped", text), Optional.empty());
    }
  }
}
