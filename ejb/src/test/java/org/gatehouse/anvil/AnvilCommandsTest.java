package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.anvil.AnvilFixture.ADMIN;

import java.util.Map;
import org.gatehouse.command.CommandException;
import org.junit.jupiter.api.Test;

class AnvilCommandsTest {

  private static final String STRANGER = "198.51.100.7";

  private final AnvilFixture world = new AnvilFixture(InMemoryLedger::new);
  private final AnvilCommands commands = new AnvilCommands(world.anvil);

  @Test
  void aBlockIsListedWithWhatWhySinceAndUntil() {
    assertThat(commands.list(ADMIN, 9, "")).isEmpty();
    world.fail(20, STRANGER, "a");

    assertThat(commands.list(ADMIN, 9, ""))
        .containsExactly(
            Map.of(
                "key", STRANGER,
                "what", STRANGER,
                "why", "20 failures within 900 s",
                "since", "2026-11-22T12:00:00Z",
                "until", "2026-11-22T12:15:00Z"));
    assertThat(commands.list(ADMIN, 9, STRANGER)).isEmpty();
  }

  @Test
  void aPageHasBetweenOneAndAThousandEntries() {
    assertThat(commands.list(ADMIN, 1, "")).isEmpty();
    assertThat(commands.list(ADMIN, 1000, "x".repeat(64))).isEmpty();
    refused(() -> commands.list(ADMIN, 0, ""), "argument 'limit' must be from 1 to 1000");
    refused(() -> commands.list(ADMIN, 1001, ""), "argument 'limit' must be from 1 to 1000");
    refused(
        () -> commands.list(ADMIN, 1, "x".repeat(65)),
        "argument 'after' must be the key of an entry that this command listed");
  }

  @Test
  void whetherAnAddressIsBlockedIsToldAndItCanBeUnblocked() {
    world.fail(20, STRANGER, "a");

    assertThat(commands.isBlocked(ADMIN, " 198.51.100.7 ")).isTrue();
    assertThat(commands.unblock(ADMIN, STRANGER)).isTrue();
    assertThat(commands.isBlocked(ADMIN, STRANGER)).isFalse();
    assertThat(commands.unblock(ADMIN, STRANGER)).isFalse();
    refused(
        () -> commands.isBlocked(ADMIN, "example.test"),
        "argument 'address' must be an IPv4 or IPv6 address");
    refused(
        () -> commands.unblock(ADMIN, ""), "argument 'address' must be an IPv4 or IPv6 address");
  }

  @Test
  void theWhitelistShowsTheSettingAndWhatWasAdded() {
    assertThat(commands.whitelistAdd(ADMIN, "198.51.100.9/24")).isTrue();
    assertThat(commands.whitelistAdd(ADMIN, "198.51.100.0/24")).isFalse();
    assertThat(commands.whitelistAdd(ADMIN, "127.0.0.1")).isFalse();

    assertThat(commands.whitelistList(ADMIN))
        .contains(
            Map.of("network", "127.0.0.1", "by", "[anvil] whitelist", "since", ""),
            Map.of("network", "198.51.100.0/24", "by", "admin", "since", "2026-11-22T12:00:00Z"))
        .hasSize(4);
    world.fail(20, STRANGER, "a");
    assertThat(commands.isBlocked(ADMIN, STRANGER)).isFalse();
    assertThat(commands.whitelistRemove(ADMIN, "198.51.100.0/24")).isTrue();
    assertThat(commands.whitelistRemove(ADMIN, "198.51.100.0/24")).isFalse();
  }

  @Test
  void whatCannotBeWhitelistedIsRefusedInASentence() {
    refused(
        () -> commands.whitelistAdd(ADMIN, "everybody"),
        "argument 'network' must be an IPv4 or IPv6 address or CIDR");
    String wide =
        "argument 'network': with what is whitelisted already, IPv4 and IPv6 together must be at"
            + " most a /6 each";
    for (String most : java.util.List.of("0.0.0.0/0", "::/0", "128.0.0.0/1", "2000::/3")) {
      refused(() -> commands.whitelistAdd(ADMIN, most), wide);
    }
    // All together: the half of a /6, and then another one.
    commands.whitelistAdd(ADMIN, "64.0.0.0/7");
    refused(() -> commands.whitelistAdd(ADMIN, "66.0.0.0/7"), wide);
    commands.whitelistRemove(ADMIN, "64.0.0.0/7");
    refused(
        () -> commands.whitelistRemove(ADMIN, "127.0.0.1"),
        "127.0.0.1 is whitelisted by the configuration; change [anvil] whitelist there");
    for (int i = 0; i < 1000; i++) {
      commands.whitelistAdd(ADMIN, "172.16." + i / 250 + "." + i % 250);
    }
    refused(
        () -> commands.whitelistAdd(ADMIN, "172.17.0.1"),
        "at most 1000 networks can be whitelisted; remove some first");
  }

  private static void refused(Runnable call, String reason) {
    assertThatThrownBy(call::run).isInstanceOf(CommandException.class).hasMessage(reason);
  }
}
