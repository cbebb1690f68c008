package org.javaipc.telemetry;

import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A peer was found dead. */
@Name("javaipc.PeerDeath")
@Label("Peer Death")
final class PeerDeathEvent extends EndEvent {
  @Label("Peer")
  @Nullable String peer;
}
