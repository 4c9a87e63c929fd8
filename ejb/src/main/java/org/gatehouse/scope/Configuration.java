package org.gatehouse.scope;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.persistence.settings.SettingsFile;

/**
 * The settings in force: the shipped {@code config.ini} overlaid by {@code custom/config.ini} of
 * the data directory. All of them change at once, while the server runs, when {@code cp.config} is
 * set; to read one costs a volatile read. What depends on several is {@link #live}, and what must
 * do something when one changes is told by {@link #whenChanged}.
 */
@ApplicationScoped
public class Configuration {

  /** What errors call the file of a person. */
  static final String CUSTOM = "custom/config.ini";

  private static final Logger LOG = Logger.getLogger(Configuration.class.getName());
  private static final int KIBIBYTE = 1024;

  /** What follows from settings, which is made anew first. */
  private final List<Runnable> derived = new ArrayList<>();

  private final List<Runnable> followers = new ArrayList<>();
  private volatile SettingValues values = SettingValues.SHIPPED;

  @PostConstruct
  void read() {
    try {
      IniFile custom = IniFile.parse(CUSTOM, file().text());
      values = SettingValues.SHIPPED.with(custom);
      List<String> ignored = SettingValues.withoutEffect(custom);
      if (!ignored.isEmpty()) {
        LOG.log(
            Level.WARNING,
            "{0}: these settings are not there yet and have no effect: {1}",
            new Object[] {CUSTOM, String.join(", ", ignored)});
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + CUSTOM, e);
    }
  }

  /** The file of a person. */
  SettingsFile file() {
    return new SettingsFile(dataDirectory().resolve("custom").resolve("config.ini"), CUSTOM);
  }

  /** The values that a text of the file of a person would give. */
  static SettingValues parsed(String custom) {
    return SettingValues.SHIPPED.with(IniFile.parse(CUSTOM, custom));
  }

  /** The directory of this instance. */
  public Path dataDirectory() {
    return DataDirectory.path();
  }

  /** The largest body of a request that is not an upload, in bytes. */
  public int bodyLimit() {
    return KIBIBYTE * value(Settings.BODY_LIMIT);
  }

  /** The value of a setting now. */
  public <T> T value(Setting<T> setting) {
    return values.value(setting);
  }

  /** The value of a setting now, as it is written. */
  public String text(Setting<?> setting) {
    return values.text(setting);
  }

  /**
   * What follows from the settings, made anew when they change. It lasts as long as this does: only
   * what is made once may ask for it.
   *
   * @param derive makes it; must not fail for values that are accepted
   * @return gives the one of now, by a volatile read
   */
  public <T> Supplier<T> live(Function<Configuration, T> derive) {
    synchronized (followers) {
      Live<T> live = new Live<>(derive.apply(this));
      derived.add(() -> live.value = derive.apply(this));
      return live;
    }
  }

  private static final class Live<T> implements Supplier<T> {
    private volatile T value;

    Live(T value) {
      this.value = value;
    }

    @Override
    public T get() {
      return value;
    }
  }

  /**
   * Tells of each change of a setting, after it is in force and in the thread that changed it, the
   * new value, one after the other. It is not told of the value of now. What fails is told in the
   * log, and stops neither the change nor others who are told.
   */
  public <T> void whenChanged(Setting<T> setting, Consumer<T> told) {
    synchronized (followers) {
      Live<T> last = new Live<>(value(setting));
      followers.add(
          () -> {
            T now = value(setting);
            if (!now.equals(last.value)) {
              last.value = now;
              told.accept(now);
            }
          });
    }
  }

  /** Puts values in force, all at once, and tells who follows. */
  void adopt(SettingValues changed) {
    synchronized (followers) {
      values = changed;
      derived.forEach(Configuration::tell);
      followers.forEach(Configuration::tell);
    }
  }

  private static void tell(Runnable follower) {
    try {
      follower.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a changed setting could not be followed; restart Gatehouse", e);
    }
  }

  /** The values in force. */
  SettingValues values() {
    return values;
  }
}
