package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.put;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However deep a tree is, few descriptors are open for it: others need some too. */
class FewDescriptorsTest extends InAHome {

  private static final int DEPTH = 200;
  private static final int FILES = 300;

  /** On the way down two trees, and what is open beside. */
  private static final int FEW = 80;

  private TreePath deepest;
  private int before;

  @BeforeEach
  void aDeepTree() throws Exception {
    deepest = TreePath.ROOT;
    for (int i = 0; i < DEPTH; i++) {
      deepest = deepest.child("d");
      jane.makeCollection(deepest);
      put(jane, deepest + "/f", "x");
    }
    for (int i = 0; i < FILES; i++) {
      put(jane, deepest + "/f" + i, "x");
    }
    // What is opened for good is open after this.
    jane.copy(TreePath.of("d/f"), TreePath.of("f"), true);
    jane.remove(TreePath.of("f"), member -> false);
    before = descriptors();
  }

  private static int descriptors() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  @Test
  void aDeepTreeIsCopiedAndReplacedWithFew() throws Exception {
    AtomicInteger most = new AtomicInteger();
    AtomicInteger counted = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean copying = new AtomicBoolean();
    Thread counter =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    boolean during = copying.get();
                    int open = descriptors();
                    if (during && copying.get()) {
                      most.accumulateAndGet(open, Math::max);
                      counted.incrementAndGet();
                    }
                  }
                });
    try {
      // Most of the time it is with the files at the bottom.
      for (int copies = 0; counted.get() < 100 || copies < 2; copies++) {
        copying.set(true);
        assertThat(
                copies % 2 == 0
                    ? jane.copy(TreePath.of("d"), TreePath.of("copy"), true)
                    : jane.copyInstead(TreePath.of("d"), TreePath.of("copy"), true))
            .isEmpty();
        copying.set(false);
        assertThat(list(jane, "copy" + deepest.toString().substring(1))).hasSize(FILES + 1);
        if (copies % 2 == 1) {
          jane.remove(TreePath.of("copy"), member -> false);
        }
      }
    } finally {
      over.set(true);
      counter.join();
    }
    assertThat(most.get() - before).isBetween(1, FEW);
  }

  @Test
  void aDeepTreeIsListedAndRemovedWithFew() throws Exception {
    AtomicInteger most = new AtomicInteger();
    for (TreePath path = deepest; !path.isRoot(); path = path.parent()) {
      jane.list(path, (_, _, _) -> most.accumulateAndGet(descriptors(), Math::max));
    }
    assertThat(most.get() - before).isBetween(1, FEW);

    TreePath last = deepest.child("f");
    jane.remove(
        TreePath.of("d"),
        member -> {
          most.accumulateAndGet(descriptors(), Math::max);
          return member.equals(last);
        });

    assertThat(most.get() - before).isBetween(1, FEW);
    assertThat(list(jane, deepest.toString())).containsOnlyKeys("f");
    assertThat(descriptors()).isLessThanOrEqualTo(before);
  }
}
