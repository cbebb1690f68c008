/** Mapped files: the transport {@code mmap:}, and plain memory for programs that need only that. */
@SuppressWarnings("module") // the modules of a qualified export are compiled later
module org.javaipc.mmap {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;
  requires transitive org.javaipc.core;
  requires static org.jspecify;

  exports org.javaipc.mmap;
  // Logs without topics, for recordings; not for users.
  exports org.javaipc.mmap.log to
      org.javaipc.cli;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.TopicProvider with
      org.javaipc.mmap.MmapProvider;
}
