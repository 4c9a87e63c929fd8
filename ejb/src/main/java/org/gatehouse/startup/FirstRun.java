package org.gatehouse.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.NewPasswords;
import org.gatehouse.auth.Role;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.site.SiteRecords;
import org.gatehouse.site.Sites;

/**
 * Makes the appliance admin, and the demo site, with the secrets that the launcher left in {@code
 * run/first-run.properties} of the data directory. The launcher shows them to the person who
 * started it; the file is deleted when they are in use.
 */
@ApplicationScoped
public class FirstRun {

  private static final String ADMIN = "admin";
  private static final String DEMO = "demo";
  private static final String DEMO_DOMAIN = "example.test";

  @Inject private Host host;
  @Inject private Sites sites;
  @Inject private SiteRecords records;
  @Inject private ApiKeys keys;
  @Inject private NewPasswords newPasswords;

  /**
   * Does what the file asks for; without the file nothing.
   *
   * @throws IllegalStateException when it cannot be done; the server then does not start
   */
  void carryOut() {
    Path file = DataDirectory.path().resolve("run").resolve("first-run.properties");
    if (Files.notExists(file)) {
      return;
    }
    try {
      Properties wishes = new Properties();
      try (InputStream stream = Files.newInputStream(file)) {
        wishes.load(stream);
      }
      String admin = wishes.getProperty("admin.password");
      if (admin != null) {
        addAdmin(admin);
      }
      String demo = wishes.getProperty("demo.password");
      if (demo != null) {
        addDemo(demo, wishes.getProperty("demo.key"));
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot carry out the first run", e);
    } catch (HostException e) {
      throw new IllegalStateException("cannot make the first accounts: " + e.getMessage(), e);
    }
  }

  private void addAdmin(String password) throws HostException {
    Realm appliance = new Realm.Appliance();
    if (host.accounts(appliance).isEmpty()) {
      newPasswords.require(
          "the password given for the appliance admin",
          password,
          new AccountName(ADMIN, Optional.empty()),
          Optional.empty());
      long id = records.nextUnixId();
      host.addAccount(
          appliance,
          new UnixAccount(ADMIN, id, id, "Appliance admin", "/home/" + ADMIN, "/usr/sbin/nologin"),
          password);
    }
  }

  private void addDemo(String password, String key) throws IOException {
    if (records.find(DEMO_DOMAIN).isEmpty()) {
      int id = sites.add(DEMO_DOMAIN, DEMO, Map.of("auth.tpasswd", password), Optional.empty());
      AccountName name = new AccountName(DEMO, Optional.of(DEMO_DOMAIN));
      keys.adopt(new Account(name, Role.SITE, Optional.of(id)), key, "made by start --demo");
    }
    Path marker = DataDirectory.path().resolve(DEMO);
    if (Files.notExists(marker)) {
      Files.writeString(marker, DEMO + "@" + DEMO_DOMAIN + "\n");
    }
  }
}
