package org.javaipc.core.endpoint;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.VarHandle;
import org.javaipc.spi.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** That {@link EndGuard} keeps closing apart from use, and one user apart from another. */
final class EndGuardStress {
  private static final int REFUSED = 0;

  private EndGuardStress() {}

  abstract static class Guarded {
    static final int MAPPED = 1;
    static final int UNMAPPED = 2;

    final EndGuard guard = new EndGuard("stress", new Fences(), getClass());

    /** Stands for the memory of an end. */
    int memory = MAPPED;

    final int use() {
      int conditions = guard.enter();
      int seen = conditions == 0 ? memory : REFUSED;
      guard.exit();
      return seen;
    }

    final boolean close() {
      boolean first = guard.raise(EndGuard.CLOSED);
      guard.awaitIdle(() -> {});
      if (first) {
        memory = UNMAPPED;
      }
      return first;
    }
  }

  @JCStressTest
  @Outcome(
      id = "0",
      expect = ACCEPTABLE,
      desc = "The call came after the closing, and was refused.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The call was in time; the closing waited for it.")
  @Outcome(id = "2", expect = FORBIDDEN, desc = "The call used memory that was given back.")
  @State
  public static class NobodyUsesAnEndThatIsClosed extends Guarded {
    @Actor
    public void user(I_Result r) {
      r.r1 = use();
    }

    @Actor
    public void closer() {
      close();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "One after the other, or one of them was refused.")
  @Outcome(expect = FORBIDDEN, desc = "Both used the end at once, or neither could.")
  @State
  public static class OneOfTwoUsersIsWithin extends Guarded {
    private static final VarHandle INSIDE = handle();

    @SuppressWarnings("unused") // by INSIDE
    private int inside;

    private static VarHandle handle() {
      try {
        return java.lang.invoke.MethodHandles.lookup()
            .findVarHandle(OneOfTwoUsersIsWithin.class, "inside", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private int alone() {
      try {
        guard.enter();
      } catch (IllegalStateException e) {
        return 0;
      }
      int alone = (int) INSIDE.getAndAdd(this, 1) == 0 ? 1 : 2;
      INSIDE.getAndAdd(this, -1);
      guard.exit();
      return alone;
    }

    /** Twice: the second time as the owner, if nobody came between. */
    private int aloneTwice() {
      return Math.max(alone(), alone());
    }

    @Actor
    public void one(II_Result r) {
      r.r1 = aloneTwice();
    }

    @Actor
    public void other(II_Result r) {
      r.r2 = aloneTwice();
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "One of the two was first.")
  @Outcome(expect = FORBIDDEN, desc = "The end was given back twice, or not at all.")
  @State
  public static class OneOfTwoClosersIsFirst extends Guarded {
    @Actor
    public void one(II_Result r) {
      r.r1 = close() ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
      r.r2 = close() ? 1 : 0;
    }
  }

  @JCStressTest
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Seen at this look.")
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "Seen at the next look.")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Raised twice: a look for nothing.")
  @Outcome(expect = FORBIDDEN, desc = "A death was lost between the clearing and the look.")
  @State
  public static class AttentionIsClearedBeforeTheLook extends Guarded {
    private static final VarHandle DEAD = handle();

    @SuppressWarnings("unused") // by DEAD
    private int dead;

    private static VarHandle handle() {
      try {
        return java.lang.invoke.MethodHandles.lookup()
            .findVarHandle(AttentionIsClearedBeforeTheLook.class, "dead", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @Actor
    public void watcher() {
      DEAD.setVolatile(this, EndGuard.ATTENTION);
      guard.raise(EndGuard.ATTENTION);
    }

    @Actor
    public void receiver(II_Result r) {
      guard.clear(EndGuard.ATTENTION);
      r.r1 = (int) DEAD.getVolatile(this);
    }

    @org.openjdk.jcstress.annotations.Arbiter
    public void afterwards(II_Result r) {
      r.r2 = guard.conditions();
    }
  }

  private static final class Fences implements Parker {
    @Override
    public boolean isAsymmetric() {
      return false;
    }

    @Override
    public void heavyFence() {
      VarHandle.fullFence();
    }

    @Override
    public void park(long offset, int expected, long nanos) {
      throw new AssertionError("nobody sleeps here");
    }

    @Override
    public void unpark(long offset) {
      throw new AssertionError("nobody sleeps here");
    }
  }
}
