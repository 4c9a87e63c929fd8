package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.junit.jupiter.api.Test;

/** Issue 5, {@code --dry-run}: a preview checks what the call checks and changes nothing. */
interface SitePreviewTests {

  Domain domain();

  private Map<?, ?> preview(String function, Object... arguments) {
    return (Map<?, ?>) domain().admin("preview_" + function, arguments);
  }

  private static CommandException refusal(ThrowingCallable call) {
    return catchThrowableOfType(CommandException.class, call);
  }

  private Map<?, ?> told(String site) {
    return (Map<?, ?>)
        domain().admin("collect", List.of("siteinfo", "users", "billing"), Map.of(), List.of(site));
  }

  @Test
  default void aPreviewRefusesWhatTheCallRefusesInTheSameWords() {
    String site = freshDomain();
    String other = freshDomain();
    domain().addSite(site, Map.of());
    domain().addSite(other, Map.of());
    Map<String, Object[]> calls = new HashMap<>();
    String free = freshDomain();
    calls.put("add_site 1", new Object[] {"no domain", "owner", Map.of()});
    calls.put("add_site 2", new Object[] {site, "owner", Map.of()});
    calls.put("add_site 3", new Object[] {free, "root", Map.of()});
    calls.put("add_site 4", new Object[] {free, "1owner", Map.of()});
    calls.put("add_site 5", new Object[] {free, "owner", Map.of("siteinfo.plan", "none")});
    calls.put("add_site 6", new Object[] {free, "owner", Map.of("diskquota.qouta", 1)});
    calls.put("add_site 7", new Object[] {free, "owner", Map.of("auth.tpasswd", "a\nbcdefgh")});
    calls.put("add_site 8", new Object[] {free, "owner", Map.of("auth.tpasswd", "short")});
    calls.put("add_site 9", new Object[] {free, "owner", Map.of("auth.cpasswd", "$1$a$b")});
    calls.put("edit_site 1", new Object[] {freshDomain(), Map.of()});
    calls.put("edit_site 2", new Object[] {site, Map.of("siteinfo.domain", other)});
    calls.put("edit_site 3", new Object[] {site, Map.of("siteinfo.admin_user", "joe")});
    calls.put("edit_site 4", new Object[] {site, Map.of("users.max", "many")});
    calls.put("edit_site 5", new Object[] {site, Map.of("auth.cpasswd", "$1$a$b")});
    calls.put("edit_site 6", new Object[] {site, Map.of(), Map.of("rest", true)});
    calls.put("delete_site 1", new Object[] {freshDomain()});
    calls.put("delete_site 2", new Object[] {site, Map.of("forse", true)});
    calls.put("deactivate_site 1", new Object[] {freshDomain()});
    calls.put("deactivate_site 2", new Object[] {site, Map.of("reason", 1)});
    calls.put("activate_site 1", new Object[] {"site99999999"});

    calls.forEach(
        (name, arguments) -> {
          String function = name.split(" ")[0];
          CommandException before = refusal(() -> preview(function, arguments));
          CommandException refused = refusal(() -> domain().admin(function, arguments));
          assertThat(refused).as(name).isNotNull();
          assertThat(before).as(name).isNotNull().hasMessage(refused.getMessage());
          assertThat(before.kind()).as(name).isEqualTo(refused.kind());
        });
  }

  @Test
  default void aPreviewOfANewSiteTellsItAndMakesNone() {
    String site = freshDomain();
    Map<String, Object> options =
        Map.of("users,max", "5", "auth.tpasswd", "a good password", "mysql.passwd", "secret");

    Map<?, ?> told = preview("add_site", site.toUpperCase(), "owner", options);

    assertThat(told.toString()).doesNotContain("secret").doesNotContain("a good password");
    assertThat(told.get("domain")).isEqualTo(site);
    assertThat(told.get("admin")).isEqualTo("owner");
    assertThat(told.get("password")).isEqualTo(true);
    assertThat(told.get("options")).isEqualTo(Map.of("siteinfo.plan", "basic", "users.max", 5));
    assertThat(told(site)).isEmpty();
  }

  @Test
  default void aPreviewOfAChangeTellsEachValueBeforeAndAfterAndChangesNone() {
    String site = freshDomain();
    String renamed = freshDomain();
    int id = domain().addSite(site, Map.of("users.max", 5, "billing.invoice", "W-1"));
    Map<?, ?> before = told(site);
    Map<String, Object> options = new HashMap<>();
    options.put("users.max", "7");
    options.put("billing.invoice", null);
    options.put("siteinfo.plan", "basic");
    options.put("siteinfo.domain", renamed);

    Map<?, ?> told = preview("edit_site", "site" + id, options, Map.of());

    assertThat(told.get("site")).isEqualTo("site" + id);
    assertThat(told.get("domain")).isEqualTo(site);
    Map<String, Object> invoice = new HashMap<>(Map.of("before", "W-1"));
    invoice.put("after", null);
    assertThat(told.get("changes"))
        .isEqualTo(
            Map.of(
                "users.max", Map.of("before", 5, "after", 7),
                "billing.invoice", invoice,
                "siteinfo.domain", Map.of("before", site, "after", renamed)));
    assertThat(told.get("password")).isEqualTo(false);
    assertThat(told(site)).isEqualTo(before);
    assertThat(told(renamed)).isEmpty();
    assertThat(preview("edit_site", site, Map.of("users.max", 5)).get("changes"))
        .as("nothing would change")
        .isEqualTo(Collections.emptyMap());
  }

  @Test
  default void aPreviewOfAnEndTellsWhoWouldLoseWhatAndEndsNothing() {
    String site = freshDomain();
    domain().addSite(site, Map.of("auth.tpasswd", "a good password"));

    assertThat(preview("delete_site", site).get("users")).isEqualTo(List.of("owner"));
    assertThat(preview("delete_site", site).get("sessions")).isEqualTo(0);
    assertThat(preview("deactivate_site", site, Map.of("reason", "unpaid")).get("active"))
        .isEqualTo(Map.of("before", true, "after", false));
    assertThat(preview("activate_site", site).get("active"))
        .isEqualTo(Map.of("before", true, "after", true));
    assertThat(domain().signIn(Gate.SOAP, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
  }
}
