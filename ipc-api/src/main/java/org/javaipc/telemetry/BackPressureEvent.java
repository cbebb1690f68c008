package org.javaipc.telemetry;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** A sender or notifier waited for room. */
@Name("javaipc.BackPressure")
@Label("Back-Pressure")
final class BackPressureEvent extends EndEvent {}
