package org.javaipc.telemetry;

import jdk.jfr.Label;
import jdk.jfr.Name;

/** An end has opened. */
@Name("javaipc.EndOpened")
@Label("End Opened")
final class EndOpenedEvent extends EndEvent {}
