/** Signals and timers; {@code signal:}. */
module org.javaipc.signal {
  requires transitive org.javaipc.api;
  requires static org.jspecify;
  requires org.javaipc.linux;

  // sun.misc.Signal: how a signal reaches an ordinary thread of a JVM.
  requires jdk.unsupported;

  exports org.javaipc.signal;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.signal.SignalProvider;
}
