package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom the anvil keeps out, whom it never does, and what it saw. */
@Named
@RequestScoped
public class AnvilPage {

  private static final String PAGE = "/apps/anvil";
  private static final int ROWS = 50;
  private static final String ADDRESS = "address";
  private static final String NETWORK = "network";
  private static final String WEEK = "168";

  @Inject private PanelCommands commands;
  @Inject private Asked asked;
  @Inject private Times times;

  private List<Map<String, Object>> blocks;
  private List<Map<String, Object>> exempt;
  private List<Map<String, Object>> events;
  private RefusalChart refusals;

  private String address;
  private String network = "";
  private String removing;

  @PostConstruct
  void ask() {
    address = asked.text(ADDRESS);
    removing = asked.text("remove");
  }

  private List<Map<String, Object>> blocks() {
    if (blocks == null) {
      blocks = commands.list("anvil:list", Map.of("limit", ROWS + 1, "after", asked.text("after")));
    }
    return blocks;
  }

  /** The blocks of this page of the list. */
  public List<Map<String, Object>> getBlocks() {
    return blocks().stream().limit(ROWS).toList();
  }

  /** The address of the list's next page; empty at its end. */
  public String getNext() {
    return blocks().size() <= ROWS
        ? ""
        : Asked.address(PAGE, Map.of("after", (String) blocks().get(ROWS - 1).get("key")));
  }

  /** The address of the list's first page; empty on it. */
  public String getFirst() {
    return asked.text("after").isEmpty() ? "" : PAGE;
  }

  /**
   * Where the block of an address can be lifted.
   *
   * @param what who is blocked, as the command tells it
   * @return empty where that names no address first
   */
  public String unblocking(String what) {
    String named = what.replaceFirst("^.* from ", "").replaceFirst("/\\d+$", "");
    return named.matches("[0-9a-fA-F:.]+")
        ? Asked.address(PAGE, Map.of(ADDRESS, named)) + "#unblocking"
        : "";
  }

  /** Lifts the blocks of the address that was typed. */
  public void unblock() {
    commands
        .ask("anvil:unblock", Map.of(ADDRESS, address), Map.of(ADDRESS, ADDRESS))
        .ifPresent(
            known -> {
              String told = address.strip();
              commands.done(
                  Texts.of(known.equals(true) ? "anvil.unblocked" : "anvil.unknown", told));
              address = "";
              blocks = null;
            });
  }

  /** The networks that are never blocked. */
  public List<Map<String, Object>> getExempt() {
    if (exempt == null) {
      exempt = commands.list("anvil:whitelist-list", Map.of());
    }
    return exempt;
  }

  /** Where a network that was added can be removed from the whitelist. */
  public String removing(String whitelisted) {
    return Asked.address(PAGE, Map.of("remove", whitelisted));
  }

  /** Adds what was typed to the whitelist. */
  public void add() {
    commands
        .ask("anvil:whitelist-add", Map.of(NETWORK, network), Map.of(NETWORK, NETWORK))
        .ifPresent(
            added -> {
              commands.done(
                  Texts.of(
                      added.equals(true) ? "anvil.whitelisted" : "anvil.already", network.strip()));
              network = "";
              exempt = null;
            });
  }

  /** Removes from the whitelist what the page asks about. */
  public void remove() {
    Optional<Object> removed =
        commands.ask("anvil:whitelist-remove", Map.of(NETWORK, removing), Map.of());
    if (removed.isPresent()) {
      commands.done(
          Texts.of(removed.get().equals(true) ? "anvil.removed" : "anvil.notListed", removing));
      removing = "";
      exempt = null;
    }
  }

  /** What the page asks about whether to remove it from the whitelist; empty for nothing. */
  public String getRemoving() {
    return removing;
  }

  /** How many credentials were denied and requests refused, by gate and hour. */
  public RefusalChart getRefusals() {
    if (refusals == null) {
      refusals =
          RefusalChart.of(commands.map("anvil:get-refusals", Map.of("hours", isWeek() ? 168 : 24)));
    }
    return refusals;
  }

  /** The same, as the chart's library draws it. */
  public String getChart() {
    return getRefusals().json(times.zone(), Texts.of("anvil.other"));
  }

  /** Whether refusals are told of a week, not of a day. */
  public boolean isWeek() {
    return asked.text("hours").equals(WEEK);
  }

  /** Whether the page tells events: to find few among many takes a moment. */
  public boolean isTelling() {
    return !asked.text("events").isEmpty();
  }

  private List<Map<String, Object>> events() {
    if (events == null) {
      events =
          commands.list(
              "anvil:get-events", Map.of("limit", ROWS + 1, "before", asked.text("before")));
    }
    return events;
  }

  /** What the anvil did and saw, the newest first. */
  public List<Map<String, Object>> getEvents() {
    return events().stream().limit(ROWS).toList();
  }

  /** The address of older events; empty when there are none. */
  public String getOlder() {
    return events().size() <= ROWS
        ? ""
        : Asked.address(
                PAGE,
                Map.of("events", "shown", "before", (String) events().get(ROWS - 1).get("id")))
            + "#events";
  }

  /** The address of the newest events; empty where they are shown. */
  public String getNewest() {
    return asked.text("before").isEmpty()
        ? ""
        : Asked.address(PAGE, Map.of("events", "shown")) + "#events";
  }

  /** The address to unblock. */
  public String getAddress() {
    return address;
  }

  /** Sets the address to unblock. */
  public void setAddress(String address) {
    this.address = address;
  }

  /** The network to whitelist. */
  public String getNetwork() {
    return network;
  }

  /** Sets the network to whitelist. */
  public void setNetwork(String network) {
    this.network = network;
  }
}
