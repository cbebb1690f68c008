/** Signals and timers; {@code signal:}. */
module org.javaipc.signal {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
}
