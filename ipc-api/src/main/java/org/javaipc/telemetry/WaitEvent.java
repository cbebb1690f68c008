package org.javaipc.telemetry;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** A receiver waited for a message, or a listener for an event. */
@Name("javaipc.Wait")
@Label("Wait")
final class WaitEvent extends EndEvent {}
