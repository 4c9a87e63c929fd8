package org.gatehouse.arquillian.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work that some clients do side by side, and whose CPU time is the server's. */
final class SideBySide {

  private SideBySide() {}

  /** Sends one request of a row. */
  interface Sending {
    void send(LocalClient client, int number) throws Exception;
  }

  /**
   * The work.
   *
   * @param meter tells the server's CPU time
   * @param sending sends the n-th request, n from 0, and checks its answer
   */
  static Duel.Work work(ProcessTime.Meter meter, List<LocalClient> clients, Sending sending) {
    return times -> {
      long before = meter.now();
      try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
          int first = i;
          done.add(
              threads.submit(
                  () -> {
                    for (int n = first; n < times; n += clients.size()) {
                      sending.send(clients.get(first), n);
                    }
                    return null;
                  }));
        }
        for (Future<?> one : done) {
          one.get();
        }
      }
      // The server ends a connection that waits for its turn for too long.
      for (LocalClient client : clients) {
        client.close();
      }
      return meter.now() - before;
    };
  }
}
