package org.gatehouse.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gatehouse.command.Delivery;

/**
 * Tells whoever worked at a request what becomes of its answer, whether it is sent at once or held.
 */
final class Sending {

  private static final String ATTRIBUTE = Sending.class.getName();

  private final AnswerTracker tracker;
  private final HttpServletRequest request;
  private final Delivery delivery;
  private boolean held;
  private Delivery.Trace trace = () -> Delivery.Fate.DELIVERED;

  private Sending(AnswerTracker tracker, HttpServletRequest request) {
    this.tracker = tracker;
    this.request = request;
    this.delivery = new Delivery(() -> tracker.givenUp(request));
  }

  /** Something that answers a request. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, ServletException;
  }

  /** Something that writes an answer. */
  @FunctionalInterface
  interface Writing {
    void run() throws IOException;
  }

  /** Works at a request, and follows its answer if somebody wants to know. */
  static void follow(
      AnswerTracker tracker, HttpServletRequest request, HttpServletResponse response, Work work)
      throws IOException, ServletException {
    Sending sending = new Sending(tracker, request);
    request.setAttribute(ATTRIBUTE, sending);
    try {
      sending.delivery.<Void, Exception>during(
          () -> {
            work.run();
            return null;
          });
      if (!sending.held) {
        sending.send(response, () -> {});
      }
    } catch (IOException | ServletException | RuntimeException e) {
      // What is answered now, if anything, is not what the command answered.
      sending.delivery.lost();
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  /** That of a request; empty-handed when its answer is followed by nobody. */
  static Sending of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Sending sending
        ? sending
        : new Sending(null, request);
  }

  /** The answer is complete and is sent later, by {@link #send}. */
  void hold() {
    held = true;
    delivery.held();
  }

  /**
   * Sends an answer.
   *
   * @param writing writes what is not in the response yet
   */
  void send(HttpServletResponse response, Writing writing) throws IOException {
    if (!delivery.wanted()) {
      writing.run();
      return;
    }
    boolean late = held;
    held = true;
    delivery.leaving();
    try {
      trace = tracker.follow(request, response, delivery);
      writing.run();
      response.flushBuffer();
      delivery.written(trace);
      if (!late) {
        tracker.linger(trace);
      }
    } catch (IOException e) {
      delivery.lost();
      throw e;
    }
  }

  /**
   * Ends a request whose answer was held and has been sent, when its client had the time to close
   * first. It left by the scheduler's thread, in which nobody may wait for a client.
   */
  void end(Runnable end) {
    if (tracker == null) {
      end.run();
    } else {
      tracker.linger(trace, end);
    }
  }
}
