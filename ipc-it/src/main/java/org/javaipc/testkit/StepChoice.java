package org.javaipc.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** At which labelled steps processes are killed. */
final class StepChoice {
  private StepChoice() {}

  /** {@return as many steps, chosen at random, as the system property {@code ipc.testkit.steps} says, all without it} */
  static <T> List<T> of(Rig rig, Collection<T> all) {
    return of(rig, all, Integer.getInteger("ipc.testkit.steps", all.size()));
  }

  /** {@return so many steps, chosen at random} */
  static <T> List<T> of(Rig rig, Collection<T> all, int most) {
    List<T> left = new ArrayList<>(all);
    List<T> some = new ArrayList<>();
    while (some.size() < most && !left.isEmpty()) {
      some.add(left.remove(rig.random().nextInt(left.size())));
    }
    return some;
  }
}
