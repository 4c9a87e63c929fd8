package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gatehouse.auth.Gate;

/** How a page of the panel refuses a request, in the form in which the edge does. */
public final class PageRefusal {

  private PageRefusal() {}

  /**
   * Refuses.
   *
   * @param status the status to answer, from 400 on
   * @param reason one sentence for a person, without a full stop
   */
  public static void send(HttpServletResponse response, int status, String reason)
      throws IOException {
    Answers.refuse(response, Gate.UI, status, reason);
  }

  /** Says that a part of Gatehouse is away, and that it is worth to ask again. */
  public static void unavailable(HttpServletResponse response) throws IOException {
    Answers.unavailable(response, Gate.UI);
  }
}
