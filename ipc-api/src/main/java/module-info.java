/**
 * The interfaces of inter-process communication: channels, addresses, and what a transport
 * implements.
 */
@SuppressWarnings("module") // those of a qualified export are compiled later
module org.javaipc.api {
  requires static org.jspecify;
  requires jdk.jfr;

  exports org.javaipc;
  exports org.javaipc.relay;
  exports org.javaipc.spi;

  // What servers of every kind say to clients, and their queue; not for users.
  exports org.javaipc.connection to
      org.javaipc.network,
      org.javaipc.socket;

  uses org.javaipc.spi.ChannelProvider;
  uses org.javaipc.spi.Checkpoint.Visitor;
  uses org.javaipc.spi.NotifierProvider;
  uses org.javaipc.spi.TopicProvider;
}
