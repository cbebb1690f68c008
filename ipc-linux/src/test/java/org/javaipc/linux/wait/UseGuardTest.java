package org.javaipc.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guard whose user may be cut short by an error, as by a stack overflow in its last call. */
@Timeout(60)
class UseGuardTest {
  private final UseGuard guard = new UseGuard("test", End.class);

  @Test
  void aCallThatNeverSaidThatItIsOverDoesNotKeepTheEndInUse() throws Exception {
    new End().cutShort();
    assertThat(guard.isInUse()).isFalse();
    new End().cutShort(); // by the same thread
    Thread other = Thread.ofPlatform().start(() -> new End().cutShort());
    other.join();
    assertThat(guard.enter()).as("after a thread that has ended").isTrue();
    guard.exit();
  }

  @Test
  void closingDoesNotWaitForACallThatWasCutShort() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Thread living = Thread.ofPlatform().start(() -> cutShort(cut, over));
    assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.close(() -> {})).isTrue();
    over.countDown();
    living.join();
  }

  @Test
  void aRunningCallKeepsOthersAndItsOwnHandlerOut() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Thread user = Thread.ofPlatform().start(() -> new End().use(entered, over));
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> new End().cutShort())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
    over.countDown();
    user.join();
    assertThatThrownBy(() -> new End().nested(this::nest))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  private void cutShort(CountDownLatch cut, CountDownLatch over) {
    new End().cutShort();
    cut.countDown();
    await(over);
  }

  private void nest() {
    new End().cutShort();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class End {
    void cutShort() {
      assertThat(guard.enter()).isTrue();
    }

    void use(CountDownLatch entered, CountDownLatch over) {
      assertThat(guard.enter()).isTrue();
      entered.countDown();
      UseGuardTest.await(over);
      guard.exit();
    }

    void nested(Runnable handler) {
      assertThat(guard.enter()).isTrue();
      handler.run();
    }
  }
}
