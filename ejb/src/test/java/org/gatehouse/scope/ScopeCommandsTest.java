package org.gatehouse.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes by their commands, on a file, without a server. */
class ScopeCommandsTest {

  private static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  private final Path data = directory();
  private final List<String> audited = new ArrayList<>();
  private final List<Synchronization> completions = new ArrayList<>();
  private boolean committing = true;

  private final Configuration configuration =
      new Configuration() {
        @Override
        public Path dataDirectory() {
          return data;
        }
      };

  private final SettingChanges changes =
      new SettingChanges(
          configuration,
          new Ear(),
          transactions(completions),
          List.of(new PasswordFileCheck(configuration)));

  private final ScopeCommands commands =
      new ScopeCommands(
          new Scopes(
              List.of(
                  new ConfigScope(configuration, changes),
                  new ApiScope(configuration, changes),
                  new HeadlessScope(configuration, changes),
                  new DebugScope(configuration, changes),
                  new HostNameScope(configuration, changes),
                  new Sealed())),
          new Transactions(),
          new Ear());

  private static Path directory() {
    try {
      return Files.createTempDirectory("scopes");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Ear extends Audit {
    @Override
    public void record(AuditEvent event) {
      audited.add(event.what() + " " + event.detail());
    }
  }

  private final class Transactions extends Database {
    @Override
    public <T> T whole(Supplier<T> deed) {
      int end = committing ? Status.STATUS_COMMITTED : Status.STATUS_ROLLEDBACK;
      T result = deed.get();
      completions.forEach(completion -> completion.afterCompletion(end));
      completions.clear();
      if (!committing) {
        throw new IllegalStateException("rolled back");
      }
      return result;
    }
  }

  private static TransactionSynchronizationRegistry transactions(List<Synchronization> told) {
    return (TransactionSynchronizationRegistry)
        Proxy.newProxyInstance(
            ScopeCommandsTest.class.getClassLoader(),
            new Class<?>[] {TransactionSynchronizationRegistry.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("registerInterposedSynchronization")) {
                throw new UnsupportedOperationException(method.getName());
              }
              told.add((Synchronization) arguments[0]);
              return null;
            });
  }

  /** A scope whose value nobody may see. */
  private static final class Sealed implements SingleScope {

    private Object value = "";

    @Override
    public String name() {
      return "test.sealed";
    }

    @Override
    public String help() {
      return "A secret.";
    }

    @Override
    public String accepted() {
      return "a text";
    }

    @Override
    public String effect() {
      return "None.";
    }

    @Override
    public boolean secret() {
      return true;
    }

    @Override
    public Object initial() {
      return null;
    }

    @Override
    public Object get() {
      return value;
    }

    @Override
    public Object accept(Object given) {
      return given;
    }

    @Override
    public String set(Caller caller, Object given) {
      value = given;
      return "kept";
    }
  }

  private Path file() {
    return data.resolve("custom/config.ini");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), text);
  }

  private Map<String, Object> set(String scope, Object... values) {
    return commands.set(
        ADMIN,
        scope,
        values[0],
        values.length > 1 ? values[1] : null,
        values.length > 2 ? values[2] : null);
  }

  @Test
  void aChangeIsWrittenInForceAuditedAndTold() throws Exception {
    List<Integer> told = new ArrayList<>();
    configuration.whenChanged(Settings.ANVIL_LIMIT, told::add);
    Supplier<Integer> twice = configuration.live(now -> 2 * now.value(Settings.ANVIL_LIMIT));

    assertThat(set("cp.config", "anvil", "limit", 7L))
        .isEqualTo(Map.of("changed", true, "effect", "in force now"));

    assertThat(Files.readString(file())).isEqualTo("[anvil]\nlimit = 7\n");
    assertThat(configuration.value(Settings.ANVIL_LIMIT)).isEqualTo(7);
    assertThat(twice.get()).isEqualTo(14);
    assertThat(told).containsExactly(7);
    assertThat(audited).containsExactly("SETTING cp.config anvil limit: '20' became '7'");
  }

  @Test
  void theValueThatItHasAlreadyChangesNothingHoweverItIsWritten() throws Exception {
    assertThat(set("cp.config", "anvil", "ttl", "15m")).containsEntry("changed", false);
    assertThat(set("cp.headless", "0")).containsEntry("changed", false);
    assertThat(set("cp.api", true)).containsEntry("changed", false);

    assertThat(file()).doesNotExist();
    assertThat(audited).isEmpty();
  }

  @Test
  void whatAPersonWroteMeanwhileComesInForceWithTheNextChangeAndIsAudited() throws Exception {
    write("[frontend]\nheadless = true\n");
    assertThat(commands.get(ADMIN, "cp.headless", "", "")).isEqualTo(false);

    assertThat(set("cp.config", "anvil", "limit", "7")).containsEntry("changed", true);

    assertThat(commands.get(ADMIN, "cp.headless", "", "")).isEqualTo(true);
    assertThat(audited)
        .containsExactly(
            "SETTING cp.config anvil limit: '20' became '7'",
            "SETTING [frontend] headless: 'false' became 'true', as somebody wrote into"
                + " custom/config.ini");
  }

  @Test
  void aValueThatStandsInForceButNoLongerInTheFileIsSet() throws Exception {
    set("cp.headless", true);
    write("[frontend]\nheadless = false\n");

    assertThat(set("cp.headless", true)).containsEntry("changed", true);
    assertThat(file()).hasContent("[frontend]\nheadless = true\n");
  }

  @Test
  void aChangeWhoseRecordIsNotKeptIsTakenBack() throws Exception {
    write("; mine\n[anvil]\nlimit = 5\n");
    set("cp.debug", true);
    committing = false;

    assertThatThrownBy(() -> set("cp.config", "anvil", "limit", "7")).hasMessage("rolled back");

    assertThat(Files.readString(file()))
        .isEqualTo("; mine\n[anvil]\nlimit = 5\n\n[core]\ndebug = true\n");
    assertThat(configuration.value(Settings.ANVIL_LIMIT)).isEqualTo(5);
  }

  @Test
  void aBrokenFileIsNamedAndLeftAlone() throws Exception {
    write("[anvil]\nlimit = many\n");

    assertThatThrownBy(() -> set("cp.headless", true))
        .hasMessageContaining("custom/config.ini, line 2: [anvil] limit must be a whole number");
    assertThat(file()).hasContent("[anvil]\nlimit = many\n");
    assertThat(configuration.value(Settings.HEADLESS)).isFalse();
  }

  @Test
  void theApiIsTwoSettings() throws Exception {
    set("cp.api", "rest");

    assertThat(configuration.value(Settings.SOAP)).isFalse();
    assertThat(configuration.value(Settings.REST)).isTrue();
    assertThat(commands.get(ADMIN, "cp.api", "", "")).isEqualTo("rest");
    assertThat(audited).containsExactly("SETTING cp.api: 'true' became 'rest'");
  }

  @Test
  void theHostNameIsTheFirstAndTheOthersStay() {
    set("cp.config", "core", "hostnames", List.of("a.test", "b.test"));
    set("net.hostname", "b.test");

    assertThat(configuration.value(Settings.HOSTNAMES)).containsExactly("b.test", "a.test");
    assertThat(set("net.hostname", "b.test")).containsEntry("changed", false);
  }

  @Test
  void namesThatAPersonWroteStayWhenTheFirstIsSet() throws Exception {
    set("net.hostname", "old.test");
    write("[core]\nhostnames = hand1.test, hand2.test\n");

    set("net.hostname", "new.test");

    assertThat(file()).hasContent("[core]\nhostnames = new.test, hand1.test, hand2.test\n");
  }

  @Test
  void ofChangesAtOnceNoneIsLostAndEachIsAuditedWithWhatWasBeforeIt() throws Exception {
    set("net.hostname", "name0.test");
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 1; i <= 12; i++) {
        String name = "name" + i + ".test";
        all.add(threads.submit(() -> set("net.hostname", name)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(configuration.value(Settings.HOSTNAMES)).hasSize(13);
    assertThat(configuration.file().text()).contains(configuration.text(Settings.HOSTNAMES));
    for (int i = 1; i < audited.size(); i++) {
      String last = audited.get(i - 1).replaceFirst(".* became ", "");
      assertThat(audited.get(i)).startsWith("SETTING net.hostname: " + last + " became ");
    }
  }

  @Test
  void aFileThatIsNotThereIsRefusedAndNothingIsChanged() throws Exception {
    assertThatThrownBy(() -> set("cp.config", "database", "password_file", "none"))
        .hasMessage(
            "argument 'third': there is no file " + data.resolve("none") + " that can be read");
    assertThat(file()).doesNotExist();

    Files.writeString(data.resolve("some"), "hush");
    assertThat(set("cp.config", "database", "password_file", "some"))
        .containsEntry("changed", true);
  }

  @Test
  void aFileThatNoStartWouldReadIsNotWritten() throws Exception {
    String large = ";" + " ".repeat((1 << 20) - 10) + "\n";
    write(large);

    assertThatThrownBy(() -> set("cp.config", "site", "default_plan", "basically"))
        .hasMessageContaining("would be larger than 1 MiB");
    assertThat(Files.readString(file())).isEqualTo(large);
    assertThat(configuration.text(Settings.DEFAULT_PLAN)).isEqualTo("basic");
  }

  @Test
  void ofALongListTheAuditSaysAllThatWasAddedAndRemoved() {
    List<Object> many = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      many.add("192.0.2." + i);
    }
    set("cp.config", "core", "http_trusted_forward", many);
    assertThat(String.join("\n", audited)).contains("192.0.2.1,", "192.0.2.30", "192.0.2.60");
    assertThat(audited).allSatisfy(told -> assertThat(told.length()).isLessThan(300));
    audited.clear();

    many.remove("192.0.2.59");
    many.add("198.51.100.0/24");
    set("cp.config", "core", "http_trusted_forward", many);

    assertThat(audited)
        .containsExactly(
            "SETTING cp.config core http_trusted_forward: added 198.51.100.0/24",
            "SETTING cp.config core http_trusted_forward: removed 192.0.2.59");
  }

  @Test
  void ofALongTextTheAuditSaysWhatDiffers() {
    String beginning = "x".repeat(150);
    set("cp.config", "site", "default_plan", beginning + "old");
    audited.clear();

    set("cp.config", "site", "default_plan", beginning + "new");

    assertThat(audited).singleElement().asString().contains("xold' became '…", "xnew'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db/gh?user=u&password=hunter2",
        "jdbc:mysql://u:hunter2@db:3306/gh?useSSL=true",
        "jdbc:mysql://u:hunter2@x@db/gh",
        "jdbc:mysql://db/gh?p%61ssword=hunter2",
        "jdbc:mysql://address=(host=db)(password=hunter2)/gh"
      })
  void anAddressOfTheDatabaseWithThePasswordInItIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> set("cp.config", "database", "url", url))
        .hasMessageContaining("argument 'third' must be jdbc:mysql://host:port/name")
        .hasMessageNotContaining("hunter2");
    assertThat(audited.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:mysql://db/gh?trustCertificateKeyStorePassword=hunter2,"
        + " jdbc:mysql://db/gh?trustCertificateKeyStorePassword=(secret)",
    "jdbc:mysql://db/gh?useSSL=true&clientCertificateKeyStorePassword=hunter2,"
        + " jdbc:mysql://db/gh?useSSL=true&clientCertificateKeyStorePassword=(secret)",
  })
  void credentialsInTheAddressOfTheDatabaseAreNeverShown(String url, String shown) {
    assertThat(set("cp.config", "database", "url", url).get("effect").toString())
        .contains("password_file")
        .doesNotContain("hunter2");

    assertThat(commands.get(ADMIN, "cp.config", "database", "url")).isEqualTo(shown);
    assertThat(commands.get(ADMIN, "cp.config", "", "").toString()).doesNotContain("hunter2");
    assertThat(set("cp.config", "database", "url", url)).containsEntry("changed", false);
    set("cp.config", "database", "url", url.replace("hunter2", "hunter3"));
    assertThat(configuration.text(Settings.DATABASE_URL)).contains("hunter3");
    assertThat(audited).hasSize(2);
    assertThat(audited.toString()).contains(shown).doesNotContain("hunter");
    assertThat(audited.getLast()).endsWith("a part of it that is a secret changed");
  }

  @ParameterizedTest
  @CsvSource({"database, password_file", "frontend, certificate_key", "auth, secret"})
  void theKeyringCannotStandForAFile(String section, String key) {
    for (String reference : List.of("keyring:db", "sealed:AAAA")) {
      assertThatThrownBy(() -> set("cp.config", section, key, reference))
          .hasMessageContaining("argument 'third' must be the name of a file")
          .hasMessageContaining("keyring: and sealed: cannot stand for a file");
    }
  }

  @Test
  void aSecretIsMaskedInTheAudit() {
    set("test.sealed", "hush");

    assertThat(audited).containsExactly("SETTING test.sealed: (secret) became (secret)");
  }

  @Test
  void whatNeedsARestartSaysSo() {
    assertThat((String) set("cp.config", "auth", "secret", "secret/other").get("effect"))
        .startsWith("in force after a restart");
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() {
    assertThatThrownBy(() -> set("cp.config", "anvil", "limit"))
        .hasMessageStartingWith("argument 'third' is missing; cp.config takes section, key, value");
    assertThatThrownBy(() -> set("cp.headless", true, true))
        .hasMessage("argument 'second' is too many: cp.headless takes value");
    assertThatThrownBy(() -> commands.get(ADMIN, "cp.headless", "x", ""))
        .hasMessage("argument 'first' is too many: cp.headless has one value");
    assertThatThrownBy(() -> set("cp.headles", true))
        .hasMessage("argument 'scope' names no scope; did you mean cp.headless?");
  }

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20).asGeneric(),
        Arbitraries.of("true", "soap", "rest", "a.test", "::1", "anvil", "limit", "5").asGeneric(),
        Arbitraries.longs().asGeneric(),
        Arbitraries.doubles().asGeneric(),
        Arbitraries.of(true, false).asGeneric(),
        Arbitraries.of(List.of(), List.of("a.test", "b"), Map.of("id", "1")).asGeneric());
  }

  @Provide
  Arbitrary<Setting<?>> settings() {
    return Arbitraries.of(Settings.all());
  }

  @Property(tries = 300)
  void whateverIsSetIsReadBackOrRefusedAndTheFileStaysReadable(
      @ForAll("settings") Setting<?> setting, @ForAll("values") Object given) throws Exception {
    for (String scope : List.of("cp.api", "cp.headless", "cp.debug", "net.hostname")) {
      try {
        set(scope, given);
        Object now = commands.get(ADMIN, scope, "", "");
        assertThat(set(scope, now)).containsEntry("changed", false);
      } catch (CommandException e) {
        assertThat(e.kind()).isEqualTo(Kind.ARGUMENT);
      }
    }
    try {
      set("cp.config", setting.section(), setting.key(), given);
      assertThat(commands.get(ADMIN, "cp.config", setting.section(), setting.key()))
          .isEqualTo(setting.shown(configuration.text(setting)));
    } catch (CommandException e) {
      assertThat(e.kind()).isEqualTo(Kind.ARGUMENT);
    }
    Configuration.parsed(configuration.file().text());
  }
}
