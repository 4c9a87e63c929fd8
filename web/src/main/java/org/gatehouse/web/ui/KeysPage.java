package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The API keys of an account. A new one is in the answer to the form that made it, and never again.
 */
@Named("keys")
@RequestScoped
public class KeysPage {

  private static final Map<String, String> NEW =
      Map.of("comment", "comment", "expires", "expires", "addresses", "addresses");
  private static final Map<String, String> CHANGED =
      Map.of("comment", "newComment", "expires", "newExpires", "addresses", "newAddresses");

  @Inject private PanelCommands commands;
  @Inject private Clock clock;
  @Inject private FacesContext faces;

  private final Typed typed = new Typed();
  private Typed changed;
  private String made;
  private List<Map<String, Object>> listed;

  /** What was typed of a key. */
  public static class Typed {

    private String comment = "";
    private String expires = "";
    private String addresses = "";

    /** What the key is for. */
    public String getComment() {
      return comment;
    }

    /** Sets what the key is for. */
    public void setComment(String comment) {
      this.comment = comment;
    }

    /** The date to whose end it is good; empty for no end. */
    public String getExpires() {
      return expires;
    }

    /** Sets the date to whose end it is good. */
    public void setExpires(String expires) {
      this.expires = expires;
    }

    /** From where it may be used, one in a line; empty for everywhere. */
    public String getAddresses() {
      return addresses;
    }

    /** Sets from where it may be used. */
    public void setAddresses(String addresses) {
      this.addresses = addresses;
    }

    private List<String> addressList() {
      return Stream.of(addresses.split("[\\s,]+")).filter(one -> !one.isEmpty()).toList();
    }
  }

  /**
   * The key that is changed or deleted, as it was when the page was made.
   *
   * @param deletion whether it is to be deleted
   * @param expires in ISO 8601; empty for never
   * @param addresses one in a line
   */
  public record Chosen(
      boolean deletion, String handle, String comment, String expires, String addresses)
      implements Serializable {

    private static Chosen of(Map<String, Object> key, boolean deletion) {
      return new Chosen(
          deletion,
          (String) key.get("handle"),
          (String) key.get("comment"),
          key.get("expires") == null ? "" : (String) key.get("expires"),
          String.join(
              "\n", ((Collection<?>) key.get("addresses")).stream().map(String::valueOf).toList()));
    }

    /** The last day on which it is good (UTC), as a field for a date takes it. */
    String lastDay() {
      return expires.isEmpty()
          ? ""
          : LocalDate.ofInstant(Instant.parse(expires).minusMillis(1), ZoneOffset.UTC).toString();
    }
  }

  /** Chooses the key that a link of the list is for. */
  public void prepare() {
    if (!faces.isPostback()) {
      Map<String, String> asked = faces.getExternalContext().getRequestParameterMap();
      choose(asked.get("change"), false);
      choose(asked.get("delete"), true);
    }
  }

  private void choose(String handle, boolean deletion) {
    if (handle != null) {
      Optional<Chosen> found = find(handle, deletion);
      found.ifPresentOrElse(PageMemory::remember, () -> commands.warn(Texts.of("keys.gone")));
    }
  }

  private Optional<Chosen> find(String handle, boolean deletion) {
    return getListed().stream()
        .filter(key -> handle.equals(key.get("handle")))
        .findFirst()
        .map(key -> Chosen.of(key, deletion));
  }

  /** Makes a key. */
  public void make() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("comment", typed.getComment());
    arguments.put("expires", typed.getExpires());
    arguments.put("addresses", typed.addressList());
    commands
        .ask("auth:create-api-key", arguments, NEW)
        .ifPresent(
            key -> {
              made = (String) key;
              typed.setComment("");
              typed.setExpires("");
              typed.setAddresses("");
              commands.done(Texts.of("keys.made"));
            });
    listed = null;
  }

  /** Changes what the chosen key is for, until when and from where it is good. */
  public void change() {
    Optional<Chosen> before = chosen(false);
    if (before.isEmpty() || overtaken(before.get())) {
      return;
    }
    String handle = before.get().handle();
    String expires =
        changed().getExpires().equals(before.get().lastDay())
            ? before.get().expires()
            : changed().getExpires();
    boolean limitsDiffer =
        !expires.equals(before.get().expires())
            || !changed().addressList().equals(before.get().addresses().lines().toList());
    // The limits first: they are what may be refused.
    if (limitsDiffer) {
      Map<String, Object> limits =
          Map.of("handle", handle, "expires", expires, "addresses", changed().addressList());
      if (commands.ask("auth:set-api-key-limits", limits, CHANGED).isEmpty()) {
        return;
      }
    }
    if (!changed().getComment().equals(before.get().comment())) {
      Map<String, Object> comment = Map.of("handle", handle, "comment", changed().getComment());
      if (commands.ask("auth:set-api-key-comment", comment, CHANGED).isEmpty()) {
        if (limitsDiffer) {
          renew(handle);
          commands.done(Texts.of("keys.limitsChanged", handle));
        }
        return;
      }
    }
    PageMemory.forget(Chosen.class);
    listed = null;
    commands.done(Texts.of("keys.changed", handle));
  }

  /** The limits stand; what the page compares with is the key as it is now. */
  private void renew(String handle) {
    listed = null;
    find(handle, false).ifPresent(PageMemory::remember);
  }

  /** Whether the key is not any more what the page showed; then it shows what it is. */
  private boolean overtaken(Chosen before) {
    Optional<Chosen> now = find(before.handle(), before.deletion());
    if (now.isEmpty()) {
      PageMemory.forget(Chosen.class);
      commands.warn(Texts.of("keys.gone"));
    } else if (!now.get().equals(before)) {
      PageMemory.remember(now.get());
      changed = null;
      commands.warn(Texts.of("keys.changedMeanwhile", before.handle()));
    }
    return !now.equals(Optional.of(before));
  }

  /** Deletes the chosen key. */
  public void delete() {
    chosen(true)
        .ifPresent(
            key -> {
              Map<String, Object> arguments = Map.of("handle", key.handle());
              if (commands.ask("auth:delete-api-key", arguments, Map.of()).isPresent()) {
                commands.done(Texts.of("keys.deleted", key.handle()));
              }
              PageMemory.forget(Chosen.class);
              listed = null;
            });
  }

  private static Optional<Chosen> chosen(boolean deletion) {
    return PageMemory.recall(Chosen.class).filter(key -> key.deletion() == deletion);
  }

  /** The key that is to be changed; null when there is none. */
  public Chosen getToChange() {
    return chosen(false).orElse(null);
  }

  /** The key that is to be deleted; null when there is none. */
  public Chosen getToDelete() {
    return chosen(true).orElse(null);
  }

  /** The keys, oldest first. */
  public List<Map<String, Object>> getListed() {
    if (listed == null) {
      listed = commands.list("auth:get-api-keys", Map.of());
    }
    return listed;
  }

  /** Whether a key of the list is over. */
  public boolean over(String expires) {
    return expires != null
        && !expires.isEmpty()
        && !Instant.parse(expires).isAfter(clock.instant());
  }

  /** The key that this request made; null when it made none. */
  public String getMade() {
    return made;
  }

  /** What was typed of a new key. */
  public Typed getTyped() {
    return typed;
  }

  /** What was typed of the key that is changed; before that, what it is. */
  public Typed getChanged() {
    return changed();
  }

  private Typed changed() {
    if (changed == null) {
      changed = new Typed();
      chosen(false)
          .ifPresent(
              key -> {
                changed.setComment(key.comment());
                changed.setExpires(key.lastDay());
                changed.setAddresses(key.addresses());
              });
    }
    return changed;
  }
}
