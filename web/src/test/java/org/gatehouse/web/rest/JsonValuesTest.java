package org.gatehouse.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;

class JsonValuesTest {

  @Test
  void writesResultsThatParsersRead() {
    assertThat(
            new String(
                JsonValues.write(Map.of("a", List.of(1, 2L, true, "\"\n\u0001ü"))),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":[1,2,true,\"\\\"\\n\\u0001ü\"]}\n");
  }

  @Test
  void aFailuresTypeNamesItsKindForProgramsAndItsDetailIsForPeople() {
    assertThat(
            new String(
                JsonValues.problem(
                    404, new CommandException(Kind.UNKNOWN_COMMAND, "there is none")),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"urn:gatehouse:problem:unknown-command\",\"title\":\"unknown command\","
                + "\"status\":404,\"detail\":\"there is none\"}\n");
  }
}
