package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.restriction.Network;

/**
 * The networks that an account may be used from. Nothing is changed before the page has shown what
 * the change would do; it is forced only when it would do just what was shown.
 */
@Named("restrictions")
@RequestScoped
public class RestrictionsPage {

  private static final Map<String, String> FIELDS = Map.of("ip", "ip", "gate", "gate");

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private FacesContext faces;

  private String ip;
  private String gate = "";
  private List<Listed> listed;

  /**
   * A change of the restrictions.
   *
   * @param network in its canonical form
   * @param gate the gate, or all
   * @param removal whether the restriction is taken away
   */
  record Change(String network, String gate, boolean removal) implements Serializable {

    Change opposite() {
      return new Change(network, gate, !removal);
    }
  }

  /**
   * A session that would end.
   *
   * @param handle what it is called by
   * @param gate where it was started
   * @param address from where
   */
  public record Ending(String handle, String gate, String address) implements Serializable {}

  /**
   * A change that is asked about, with what it would do.
   *
   * @param change the change
   * @param gates the gates whose addresses would change
   * @param closed the gates that nobody could use any more
   * @param caller whether who asks would be locked out
   * @param sessions those that would end
   * @param force whether it is done only by force
   */
  public record Asked(
      Change change,
      List<String> gates,
      List<String> closed,
      boolean caller,
      List<Ending> sessions,
      boolean force)
      implements Serializable {

    static Asked of(Map<String, Object> told, boolean removal) {
      return new Asked(
          new Change((String) told.get("network"), (String) told.get("gate"), removal),
          texts(told.get("gates")),
          texts(told.get("closed")),
          (Boolean) told.get("caller"),
          endings(told.get("sessions")),
          (Boolean) told.get("force"));
    }

    private static List<String> texts(Object list) {
      return ((Collection<?>) list).stream().map(String::valueOf).toList();
    }

    private static List<Ending> endings(Object list) {
      return ((Collection<?>) list)
          .stream()
              .map(Map.class::cast)
              .map(
                  one ->
                      new Ending(
                          String.valueOf(one.get("handle")),
                          String.valueOf(one.get("gate")),
                          String.valueOf(one.get("address"))))
              .toList();
    }

    /** The network that it is about. */
    public String network() {
      return change.network();
    }

    /** The gate that it is about, or all. */
    public String gate() {
      return change.gate();
    }

    /** Whether a restriction would be taken away. */
    public boolean removal() {
      return change.removal();
    }
  }

  /** The change that was made last, to be undone. */
  record Made(Change change) implements Serializable {}

  /**
   * A restriction in force.
   *
   * @param gate the gate, or all
   * @param network the network
   * @param matches how many addresses it is, in words
   * @param here whether the reader's address is one of them
   */
  public record Listed(String gate, String network, String matches, boolean here) {}

  /** Asks about the removal that a link of the list is for. */
  public void prepare() {
    String remove = faces.getExternalContext().getRequestParameterMap().get("remove");
    if (!faces.isPostback() && remove != null) {
      String from = faces.getExternalContext().getRequestParameterMap().get("gate");
      ask(remove, from == null ? "" : from, true);
    }
  }

  /** Fills in the address that the reader comes from. */
  public void mine() {
    ip = signedIn.getAddress();
    PageMemory.forget(Asked.class);
  }

  /** Shows what the restriction that was typed would do. */
  public void preview() {
    ask(ip, gate, false);
  }

  private void ask(String network, String where, boolean removal) {
    PageMemory.forget(Made.class);
    PageMemory.forget(Asked.class);
    previewed(network, where, removal).ifPresent(PageMemory::remember);
  }

  @SuppressWarnings("unchecked")
  private Optional<Asked> previewed(String network, String where, boolean removal) {
    return commands
        .ask(
            "auth:preview-ip-restriction",
            Map.of("ip", network.strip(), "gate", where, "remove", removal),
            removal ? Map.of() : FIELDS)
        .map(told -> Asked.of((Map<String, Object>) told, removal));
  }

  /** Makes the change that was asked about, when it would still do what was shown. */
  public void confirm() {
    Optional<Asked> shown = PageMemory.recall(Asked.class);
    if (shown.isEmpty()) {
      return;
    }
    Change change = shown.get().change();
    Optional<Asked> now = previewed(change.network(), change.gate(), change.removal());
    if (now.isEmpty()) {
      PageMemory.forget(Asked.class);
    } else if (!now.get().equals(shown.get())) {
      PageMemory.remember(now.get());
      commands.warn(Texts.of("restrictions.changedMeanwhile"));
    } else {
      make(change, shown.get().force());
    }
  }

  private void make(Change change, boolean force) {
    // Somebody who was handed this session is told so by the command.
    boolean forced = force && !signedIn.isHandedOver();
    Map<String, Object> arguments =
        Map.of("ip", change.network(), "gate", change.gate(), "force", forced);
    String command = change.removal() ? "auth:remove-ip-restriction" : "auth:restrict-ip";
    if (commands.ask(command, arguments, Map.of()).isPresent()) {
      PageMemory.forget(Asked.class);
      PageMemory.remember(new Made(change));
      ip = null;
      gate = "";
      commands.done(
          Texts.of(
              change.removal() ? "restrictions.removed" : "restrictions.added",
              change.network(),
              gateName(change.gate())));
    }
  }

  /** Does the opposite of the last change; asks first when that would lock somebody out. */
  public void undo() {
    Optional<Made> made = PageMemory.recall(Made.class);
    if (made.isEmpty()) {
      return;
    }
    Change opposite = made.get().change().opposite();
    Optional<Asked> now = previewed(opposite.network(), opposite.gate(), opposite.removal());
    PageMemory.forget(Made.class);
    if (now.filter(Asked::force).isPresent()) {
      PageMemory.remember(now.get());
    } else if (now.isPresent()) {
      make(opposite, false);
      PageMemory.forget(Made.class);
    }
  }

  /** The change that the page asks about; null when there is none. */
  public Asked getAsked() {
    return PageMemory.recall(Asked.class).orElse(null);
  }

  /** The sessions of others that would end by what is asked about. */
  public List<Ending> getOthers() {
    return PageMemory.recall(Asked.class).map(Asked::sessions).orElse(List.of()).stream()
        .filter(session -> !session.handle().equals(signedIn.getHandle()))
        .toList();
  }

  /** Whom the change that is asked about would lock out, as a sentence. */
  public String getConsequence() {
    boolean you = PageMemory.recall(Asked.class).filter(Asked::caller).isPresent();
    int others = getOthers().size();
    if (you) {
      return others == 0
          ? Texts.of("restrictions.locksYouOut")
          : Texts.of("restrictions.locksYouAndOthersOut", others);
    }
    return others == 0
        ? Texts.of("restrictions.locksNobodyOut")
        : Texts.of("restrictions.locksOthersOut", others);
  }

  /** Whether the last change can be undone by a button. */
  public boolean isUndoable() {
    return PageMemory.recall(Made.class).isPresent();
  }

  /** The restrictions in force, by gate. */
  public List<Listed> getListed() {
    if (listed == null) {
      listed =
          commands.map("auth:get-ip-restrictions", Map.of()).entrySet().stream()
              .flatMap(
                  entry ->
                      ((Collection<?>) entry.getValue())
                          .stream().map(network -> listed(entry.getKey(), (String) network)))
              .toList();
    }
    return listed;
  }

  private Listed listed(String where, String network) {
    return new Listed(where, network, matches(network), here(network));
  }

  private boolean here(String network) {
    return Network.canonical(network).contains(signedIn.getAddress());
  }

  /** How many addresses a network is: past what a person can picture, by the bits they share. */
  static String matches(String network) {
    int slash = network.indexOf('/');
    if (slash < 0) {
      return Texts.of("restrictions.single");
    }
    int shared = Integer.parseInt(network.substring(slash + 1));
    return network.contains(":")
        ? Texts.of("restrictions.shared", shared)
        : Texts.of("restrictions.many", 1L << (Integer.SIZE - shared));
  }

  /** A gate's name for people, or what stands for all of them. */
  public String gateName(String name) {
    return "all".equals(name) || name.isEmpty() ? Texts.of("restrictions.allGates") : name;
  }

  /** What was typed as address or CIDR. */
  public String getIp() {
    return ip;
  }

  /** Sets what was typed as address or CIDR. */
  public void setIp(String ip) {
    this.ip = ip == null ? "" : ip;
  }

  /** The chosen gate; empty for all. */
  public String getGate() {
    return gate;
  }

  /** Sets the chosen gate. */
  public void setGate(String gate) {
    // Faces takes the empty choice for none.
    this.gate = gate == null ? "" : gate;
  }
}
