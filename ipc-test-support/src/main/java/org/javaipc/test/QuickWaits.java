package org.javaipc.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes {@code await()} poll often, since a check is cheap, while repeated pauses of a hundred milliseconds add up to
 * minutes of a build. Also allows more time on a busy machine. Applies wherever this module is on the class path.
 */
public final class QuickWaits implements LauncherSessionListener {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** For JUnit. */
  public QuickWaits() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
