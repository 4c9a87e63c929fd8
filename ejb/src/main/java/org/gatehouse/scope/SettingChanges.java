package org.gatehouse.scope;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.settings.IniEditor;
import org.gatehouse.persistence.settings.IniSyntaxException;
import org.gatehouse.persistence.settings.SettingsTooLargeException;

/**
 * Changes settings in {@code custom/config.ini} and puts them in force. What a person wrote into
 * the file since it was last read comes in force with them, and is audited too.
 */
@ApplicationScoped
public class SettingChanges {

  private static final Logger LOG = Logger.getLogger(SettingChanges.class.getName());

  @Inject private Configuration configuration;
  @Inject private Audit audit;
  @Inject @Any private Instance<SettingCheck> beans;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry transactions;

  private Iterable<SettingCheck> checks = List.of();
  private final Object turn = new Object();

  /** For the container, which gives it what it needs. */
  public SettingChanges() {}

  /** One for tests. */
  SettingChanges(
      Configuration configuration, Audit audit, TransactionSynchronizationRegistry transactions) {
    this.configuration = configuration;
    this.audit = audit;
    this.transactions = transactions;
  }

  /** One for tests, with checks. */
  SettingChanges(
      Configuration configuration,
      Audit audit,
      TransactionSynchronizationRegistry transactions,
      Iterable<SettingCheck> checks) {
    this(configuration, audit, transactions);
    this.checks = checks;
  }

  @PostConstruct
  void find() {
    checks = beans;
  }

  /**
   * Whether a setting has a value already, in force and in the file.
   *
   * @throws CommandException when the file cannot be read or is broken
   */
  boolean stands(Setting<?> setting, String text) {
    try {
      Object meant = setting.type().read(text).orElse(null);
      SettingValues written = Configuration.parsed(configuration.file().text());
      return Objects.equals(meant, configuration.value(setting))
          && Objects.equals(meant, written.value(setting));
    } catch (IOException e) {
      throw failed("read", e);
    } catch (IniSyntaxException e) {
      throw broken(e);
    }
  }

  /**
   * Sets settings, all of them or none. If the transaction of now is rolled back, they are set
   * back.
   *
   * @param changes new values by setting, each accepted by its type
   * @return what is to be told: that they are in force, or what must be restarted
   * @throws CommandException when the file cannot be written or is broken; nothing is changed then
   */
  String set(Caller caller, Map<Setting<?>, String> changes) {
    return set(caller, _ -> changes);
  }

  /**
   * Sets settings to what follows from others, as {@link #set(Caller, Map)} does.
   *
   * @param changes new values by setting for the values that the file has when it is changed, so
   *     that what somebody else wrote is not lost; may be asked again
   */
  String set(Caller caller, Function<SettingValues, Map<Setting<?>, String>> changes) {
    Change change = new Change();
    SettingValues before;
    synchronized (turn) {
      before = configuration.values();
      try {
        String written = configuration.file().change(text -> change.of(text, changes));
        configuration.adopt(Configuration.parsed(written));
      } catch (IOException e) {
        throw failed("written", e);
      } catch (IniSyntaxException e) {
        throw broken(e);
      }
    }
    transactions.registerInterposedSynchronization(change);
    auditWhatAPersonWrote(caller, before, change.settings);
    if (!change.told.isEmpty()) {
      return change.told;
    }
    return change.settings.stream().allMatch(Setting::live)
        ? "in force now"
        : "in force after a restart of Gatehouse: ./gatehouse stop, then start";
  }

  private void auditWhatAPersonWrote(
      Caller caller, SettingValues before, List<Setting<?>> changed) {
    for (Setting<?> setting : Settings.all()) {
      String now = configuration.text(setting);
      if (!changed.contains(setting) && !now.equals(before.text(setting))) {
        ToldChange.of(setting.name(), setting.shown(before.text(setting)), setting.shown(now))
            .forEach(
                told ->
                    audit.record(
                        AuditEvent.by(
                            caller,
                            AuditEvent.What.SETTING,
                            told + ", as somebody wrote into " + Configuration.CUSTOM,
                            AuditEvent.Result.DONE)));
      }
    }
  }

  private static CommandException failed(String attempt, IOException e) {
    if (e instanceof SettingsTooLargeException) {
      return new CommandException(
          Kind.FORBIDDEN,
          "nothing was changed: "
              + Configuration.CUSTOM
              + " would be larger than 1 MiB, which no start reads; take comments or values out of"
              + " it first");
    }
    LOG.log(Level.WARNING, Configuration.CUSTOM + " cannot be " + attempt, e);
    return new CommandException(
        Kind.UNAVAILABLE,
        Configuration.CUSTOM + " cannot be " + attempt + " now; nothing was changed, try again");
  }

  private static CommandException broken(IniSyntaxException e) {
    return new CommandException(
        Kind.UNAVAILABLE, "nothing was changed; first mend " + e.getMessage());
  }

  /** A change of the file's text, taken back when what it belongs to does not happen. */
  private final class Change implements Synchronization {

    private String before = "";
    private String after = "";
    private String told = "";
    private List<Setting<?>> settings = List.of();

    String of(String text, Function<SettingValues, Map<Setting<?>, String>> wanted) {
      Map<Setting<?>, String> changes = wanted.apply(Configuration.parsed(text));
      String changed = text;
      for (Map.Entry<Setting<?>, String> entry : changes.entrySet()) {
        changed =
            IniEditor.set(
                changed, entry.getKey().section(), entry.getKey().key(), entry.getValue());
      }
      told = checked(changes.keySet(), Configuration.parsed(changed));
      before = text;
      after = changed;
      settings = new ArrayList<>(changes.keySet());
      return changed;
    }

    private String checked(Set<Setting<?>> changed, SettingValues next) {
      List<String> told = new ArrayList<>();
      for (SettingCheck check : checks) {
        if (!Collections.disjoint(check.settings(), changed)) {
          check.check(next::text).ifPresent(told::add);
        }
      }
      if (changed.contains(Settings.DATABASE_URL)
          && Credentials.in(next.text(Settings.DATABASE_URL))) {
        told.add(
            "in force after a restart of Gatehouse: ./gatehouse stop, then start; the credentials in"
                + " it are not shown here but stand in the file: [database] user and password_file"
                + " are the place for them");
      }
      return String.join("; ", told);
    }

    @Override
    public void beforeCompletion() {
      // All is written already.
    }

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        return;
      }
      synchronized (turn) {
        try {
          String restored = configuration.file().change(this::takenBack);
          configuration.adopt(Configuration.parsed(restored));
        } catch (IOException | IniSyntaxException e) {
          LOG.log(
              Level.SEVERE,
              "a change of " + Configuration.CUSTOM + " that was not kept cannot be taken back",
              e);
        }
      }
    }

    private String takenBack(String text) {
      if (text.equals(after)) {
        return before;
      }
      SettingValues old = Configuration.parsed(before);
      String restored = text;
      for (Setting<?> setting : settings) {
        restored = IniEditor.set(restored, setting.section(), setting.key(), old.text(setting));
      }
      return restored;
    }
  }
}
