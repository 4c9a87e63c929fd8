package org.gatehouse.geo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.keyring.Keyring;
import org.gatehouse.scope.SingleScope;

/**
 * The scope {@code auth.geoip-key}: the account and licence key with which the databases of
 * addresses and places are fetched. It is kept in the keyring, and nobody gets the key back.
 */
@ApplicationScoped
public class GeoIpKeyScope implements SingleScope {

  /** What the keyring calls it. */
  static final String VALUE = "auth.geoip-key";

  private static final Pattern WRITTEN = Pattern.compile("\\[id:([^,\\]]*),key:([^,\\]]*)]");
  private static final Pattern ID = Pattern.compile("[1-9]\\d{0,9}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,128}");

  private Keyring keyring;

  /** For the container's proxy; what it makes is never used. */
  public GeoIpKeyScope() {}

  /** The scope on a keyring. */
  @Inject
  public GeoIpKeyScope(Keyring keyring) {
    this.keyring = keyring;
  }

  /** What is shown of a key; it is equal to another's when they are the same key. */
  private static Map<String, Object> shown(String id, String fingerprint) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", id);
    shown.put("key", Keyring.REFERENCE + VALUE);
    shown.put("fingerprint", fingerprint);
    return shown;
  }

  /** A key that was given, and looks as it will be shown. */
  private static final class Given extends AbstractMap<String, Object> {

    private final Map<String, Object> shown;
    private final String value;

    Given(Map<String, Object> shown, String value) {
      this.shown = shown;
      this.value = value;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return shown.entrySet();
    }

    @Override
    public boolean equals(Object other) {
      return shown.equals(other);
    }

    @Override
    public int hashCode() {
      return shown.hashCode();
    }
  }

  @Override
  public String name() {
    return VALUE;
  }

  @Override
  public String help() {
    return "The account number and licence key with which databases of addresses and places are"
        + " fetched. The key is kept sealed in the keyring and never shown.";
  }

  @Override
  public String accepted() {
    return "[id:NUMBER,key:KEY], a number of 1 to 10 digits and a key of 8 to 128 letters, digits,"
        + " hyphens and underscores; or an empty text for none";
  }

  @Override
  public String effect() {
    return "The next fetch uses it.";
  }

  @Override
  public boolean secret() {
    return true;
  }

  @Override
  public Object initial() {
    return "";
  }

  @Override
  public Object get() {
    Optional<Keyring.Kept> kept = keyring.find(VALUE);
    return kept.flatMap(
            found ->
                keyring
                    .lend(found.reference(), GeoIpKeyScope::id)
                    .map(id -> (Object) shown(id, found.fingerprint())))
        .orElse("");
  }

  /** Null for what keyring:set put there and is none. */
  private static String id(char[] value) {
    String text = new String(value);
    return text.contains(":") ? text.substring(0, text.indexOf(':')) : null;
  }

  @Override
  public Object accept(Object given) {
    if ("".equals(given)) {
      return "";
    }
    String id;
    String key;
    if (given instanceof String text) {
      Matcher written = WRITTEN.matcher(text);
      if (!written.matches()) {
        throw refused("");
      }
      id = written.group(1).strip();
      key = written.group(2).strip();
    } else if (given instanceof Map<?, ?> map && map.keySet().equals(Set.of("id", "key"))) {
      id = String.valueOf(map.get("id"));
      key = String.valueOf(map.get("key"));
    } else {
      throw refused("");
    }
    if (!ID.matcher(id).matches()) {
      throw refused(": the id is none");
    }
    if (!KEY.matcher(key).matches()) {
      throw refused(": the key is none");
    }
    String value = id + ":" + key;
    return new Given(shown(id, keyring.fingerprint(VALUE, value)), value);
  }

  private CommandException refused(String reason) {
    return new CommandException(
        Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name() + reason);
  }

  @Override
  public String set(Caller caller, Object value) {
    if (value instanceof Given given) {
      keyring.set(VALUE, given.value);
      return "it is in force, and kept sealed in the keyring as " + Keyring.REFERENCE + VALUE;
    }
    keyring.delete(VALUE);
    return "there is none any more";
  }
}
