package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;

/** What commands say of themselves. */
interface CommandTests {

  Domain domain();

  private static void assertKind(Kind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  default void whatACommandDoesAndTakesIsTold() {
    Map<?, ?> info =
        (Map<?, ?>)
            domain().commands().call(Domain.ADMIN, "misc", "info", List.of("admin_add_site"));

    assertThat(info.get("name")).isEqualTo("admin:add-site");
    assertThat((String) info.get("documentation")).startsWith("Adds a site.");
    assertThat(info.get("roles")).isEqualTo(List.of("appliance"));
    assertThat((Map<?, ?>) info.get("result"))
        .isEqualTo(Map.of("type", "integer", "documentation", "the site's numeric id"));
    Map<?, ?> options = (Map<?, ?>) ((List<?>) info.get("arguments")).get(2);
    assertThat(options.get("name")).isEqualTo("options");
    assertThat(options.get("type")).isEqualTo("map");
    assertThat(options.get("required")).isEqualTo(false);
    assertThat(options.get("default")).isEqualTo(Map.of());
    assertThat((String) options.get("documentation")).contains("auth.tpasswd");
    String site = freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, Map.of()));
    for (String none : List.of("admin:add-site", "admin", "", ":", "nothing:at-all")) {
      assertKind(
          Kind.NOT_FOUND, () -> domain().commands().call(owner, "misc", "info", List.of(none)));
    }
    for (Object name :
        (List<?>) domain().commands().call(owner, "misc", "list-commands", List.of())) {
      Map<?, ?> told = (Map<?, ?>) domain().commands().call(owner, "misc", "info", List.of(name));
      assertThat(told.get("name")).isEqualTo(name);
      assertThat((String) told.get("documentation")).as("%s", name).isNotBlank();
    }
  }
}
