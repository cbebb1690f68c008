/** Unix domain sockets: {@code unix:} and {@code unixgram:}. */
module org.javaipc.socket {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
}
