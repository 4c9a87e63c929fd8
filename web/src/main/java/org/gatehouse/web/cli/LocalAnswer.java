package org.gatehouse.web.cli;

import java.nio.charset.StandardCharsets;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.web.rest.CommandAnswer;
import org.gatehouse.web.rest.JsonValues;

/**
 * What is answered at the local socket.
 *
 * @param status the HTTP status
 * @param type the content type
 * @param body the body
 */
record LocalAnswer(int status, String type, byte[] body) {

  static LocalAnswer of(CommandAnswer answer) {
    return new LocalAnswer(answer.status(), answer.type(), answer.body());
  }

  static LocalAnswer text(int status, String type, String text) {
    return new LocalAnswer(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  static LocalAnswer problem(int status, Kind kind, String detail) {
    return new LocalAnswer(
        status,
        "application/problem+json",
        JsonValues.problem(status, new CommandException(kind, detail)));
  }
}
