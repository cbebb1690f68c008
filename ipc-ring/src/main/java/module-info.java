/** The ring under every memory transport, and {@code memory:}, the same inside one JVM. */
module org.javaipc.ring {
  requires transitive org.javaipc.api;

  exports org.javaipc.ring;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.ring.MemoryProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.ring.MemoryProvider;
}
