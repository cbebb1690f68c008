package org.javaipc.telemetry;

import jdk.jfr.DataAmount;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** An end has closed; its counters at the end. */
@Name("javaipc.EndClosed")
@Label("End Closed")
final class EndClosedEvent extends EndEvent {
  @Label("Messages")
  long messages;

  @Label("Bytes")
  @DataAmount
  long bytes;

  @Label("Waits")
  long waits;
}
