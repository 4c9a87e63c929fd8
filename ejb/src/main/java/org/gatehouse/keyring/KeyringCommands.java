package org.gatehouse.keyring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Glob;
import org.gatehouse.command.Module;
import org.gatehouse.database.Conflicts;
import org.gatehouse.database.Database;
import org.gatehouse.keyring.Keyring.Kept;
import org.gatehouse.scope.Scopes;

/** What the appliance admin does with sealed values. None of it ever gives one back. */
@ApplicationScoped
@Module("keyring")
public class KeyringCommands {

  private Keyring keyring;
  private Database database;
  private Audit audit;
  private Predicate<String> scopes;

  /** For the container's proxy; what it makes is never used. */
  public KeyringCommands() {}

  @Inject
  KeyringCommands(Keyring keyring, Database database, Audit audit, Scopes scopes) {
    this(keyring, database, audit, scopes::has);
  }

  /** One for tests, which takes the names of scopes that it is given. */
  KeyringCommands(Keyring keyring, Database database, Audit audit, Predicate<String> scopes) {
    this.keyring = keyring;
    this.database = database;
    this.audit = audit;
    this.scopes = scopes;
  }

  /**
   * Keeps a value sealed, in the place of the one that there may be of this name. The options of
   * sites that are secret refer to it as keyring:name, settings that name a file cannot. Nobody
   * gets it back.
   *
   * @param name what to call it: 1 to 64 of a-z, 0-9, dot, hyphen and underscore; not as a scope
   * @param value the value, at most 4096 bytes
   * @return as keyring:get tells it
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public Map<String, Object> set(Caller caller, String name, String value) {
    requireName(name);
    if (scopes.test(name)) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'name' is that of a scope, which looks at its value: scope:set " + name);
    }
    requireValue(value);
    return whole(
        () -> {
          Optional<Kept> before = keyring.find(name);
          if (before
              .filter(kept -> kept.fingerprint().equals(keyring.fingerprint(name, value)))
              .isPresent()) {
            return told(before.get());
          }
          if (before.isEmpty() && keyring.full()) {
            throw new CommandException(
                Kind.FORBIDDEN,
                "the keyring holds at most " + Keyring.MOST + " values; delete some first");
          }
          keyring.set(name, value);
          record(caller, name, before.isPresent() ? "was changed" : "was set");
          return told(require(name));
        });
  }

  /**
   * Tells of a value that there is one, never the value.
   *
   * @param name what it is called
   * @return {@code name}; {@code reference}, what to write where the value would stand; {@code
   *     since} when there is one of this name, and since when it is this one, {@code changed} (ISO
   *     8601, UTC); {@code fingerprint}, which changes with the value, and when the secret is
   *     rotated
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> get(Caller caller, String name) {
    requireName(name);
    return told(require(name));
  }

  /**
   * Lists the values, never what they are.
   *
   * @param filter a pattern for names, in which * stands for any characters
   * @return each as keyring:get tells it, by name
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> list(Caller caller, @Default("*") String filter) {
    Glob glob = Glob.of("filter", filter);
    return keyring.all().stream()
        .filter(kept -> glob.matches(kept.name()))
        .map(kept -> (Object) told(kept))
        .toList();
  }

  /**
   * Deletes a value. What refers to it finds none from now on.
   *
   * @param name what it is called
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean delete(Caller caller, String name) {
    requireName(name);
    return whole(
        () -> {
          if (!keyring.delete(name)) {
            throw missing();
          }
          record(caller, name, "was deleted");
          return true;
        });
  }

  /**
   * Seals a value, for a file: what is answered can stand there in the value's place, and only this
   * Gatehouse opens it. Nothing is kept.
   *
   * @param value the value, at most 4096 bytes
   * @return the sealed text, another one each time
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public String encode(Caller caller, String value) {
    requireValue(value);
    return keyring.encode(value);
  }

  /**
   * Whether a text is one that keyring:encode made here, unchanged.
   *
   * @param text the text
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public boolean valid(Caller caller, String text) {
    return keyring.valid(text);
  }

  /**
   * Seals anew under the secret in force. A text that was sealed before the secret was rotated
   * stays valid until it is exchanged for what this answers; the values that the keyring keeps are
   * sealed anew with each rotation, and by this once more when no text is given.
   *
   * @param text what keyring:encode made; empty for all values that are kept
   * @return the text, sealed anew; or how many values were
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public Object reencode(Caller caller, @Default("") String text) {
    if (text.isEmpty()) {
      return whole(
          () -> {
            int count = keyring.reseal();
            tell(caller, "the " + count + " values of the keyring were sealed anew");
            return count;
          });
    }
    return keyring
        .reencode(text)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT,
                    "argument 'text' must be what keyring:encode of this Gatehouse made"));
  }

  /** Not part of a transaction, and done once more when a rotation was in its way. */
  private <T> T whole(Supplier<T> deed) {
    return Conflicts.retried(() -> database.whole(deed));
  }

  private Kept require(String name) {
    return keyring.find(name).orElseThrow(KeyringCommands::missing);
  }

  private static CommandException missing() {
    return new CommandException(
        Kind.NOT_FOUND,
        "argument 'name' names no value of the keyring; keyring:list names those there are");
  }

  private static void requireName(String name) {
    if (!Keyring.named(name)) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'name' must be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, and begin with"
              + " a letter or digit");
    }
  }

  private static void requireValue(String value) {
    if (!Keyring.fits(value)) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'value' must be a text of 1 to " + Keyring.LONGEST + " bytes in UTF-8");
    }
  }

  private void record(Caller caller, String name, String happened) {
    tell(caller, "the value " + name + " of the keyring " + happened);
  }

  private void tell(Caller caller, String detail) {
    audit.record(AuditEvent.by(caller, AuditEvent.What.SETTING, detail, AuditEvent.Result.DONE));
  }

  private static Map<String, Object> told(Kept kept) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", kept.name());
    told.put("reference", kept.reference());
    told.put("since", kept.since().toString());
    told.put("changed", kept.changed().toString());
    told.put("fingerprint", kept.fingerprint());
    return told;
  }
}
