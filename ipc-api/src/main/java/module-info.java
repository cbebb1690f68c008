/**
 * The interfaces of inter-process communication: channels, addresses, and what a transport
 * implements.
 */
module org.javaipc.api {
  requires static transitive org.jspecify;
  requires com.google.common;
  requires jdk.jfr;

  exports org.javaipc;
  exports org.javaipc.spi;

  uses org.javaipc.spi.ChannelProvider;
  uses org.javaipc.spi.Checkpoint.Visitor;
  uses org.javaipc.spi.NotifierProvider;
}
