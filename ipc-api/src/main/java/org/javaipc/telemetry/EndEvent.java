package org.javaipc.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What all events of the flight recorder say. */
@Category("javaipc")
@StackTrace(false)
abstract class EndEvent extends Event {
  @Label("Address")
  @Nullable String address;

  @Label("Role")
  @Nullable String role;
}
