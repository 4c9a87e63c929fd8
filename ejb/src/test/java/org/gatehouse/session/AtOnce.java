package org.gatehouse.session;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Does the same thing many times at once. */
final class AtOnce {

  private AtOnce() {}

  static <T> List<T> times(int times, Callable<T> deed) {
    CountDownLatch ready = new CountDownLatch(times);
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<Future<T>> results =
          threads.invokeAll(
              IntStream.range(0, times)
                  .mapToObj(
                      ignored ->
                          (Callable<T>)
                              () -> {
                                ready.countDown();
                                ready.await();
                                return deed.call();
                              })
                  .toList());
      return results.stream().map(AtOnce::result).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
