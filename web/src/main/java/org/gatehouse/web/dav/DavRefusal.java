package org.gatehouse.web.dav;

import java.util.List;
import java.util.Optional;

/** Why a request is answered with an error; for the one place that answers errors. */
final class DavRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<Condition> condition;

  /**
   * The pre- or postcondition that was violated (RFC 4918, section 16).
   *
   * @param name the local name of its element in {@code DAV:}
   * @param hrefs the references that stand in it
   */
  record Condition(String name, List<String> hrefs) {
    Condition(String name) {
      this(name, List.of());
    }
  }

  /** With a sentence for a person. */
  DavRefusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
    this.condition = Optional.empty();
  }

  /** With an element for a program too. */
  DavRefusal(int status, String message, Condition condition) {
    super(message, null, false, false);
    this.status = status;
    this.condition = Optional.of(condition);
  }

  int status() {
    return status;
  }

  Optional<Condition> condition() {
    return condition;
  }
}
