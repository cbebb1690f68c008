package org.javaipc.telemetry;

import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A publisher has disconnected a subscription, or a subscription is told that it is disconnected. */
@Name("javaipc.Disconnected")
@Label("Disconnected")
final class DisconnectedEvent extends EndEvent {
  @Label("Peer")
  @Nullable String peer;
}
