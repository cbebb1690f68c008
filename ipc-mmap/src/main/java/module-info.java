/** Mapped files: {@code mmap:}, and as memory for those who want just that. */
@SuppressWarnings("module") // those of a qualified export are compiled later
module org.javaipc.mmap {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;
  requires transitive org.javaipc.core;
  requires static org.jspecify;

  exports org.javaipc.mmap;
  // Logs before they are topics, for recordings; not for users.
  exports org.javaipc.mmap.log to
      org.javaipc.cli;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.TopicProvider with
      org.javaipc.mmap.MmapProvider;
}
