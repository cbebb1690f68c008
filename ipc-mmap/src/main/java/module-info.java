/** Mapped files: {@code mmap:}, and as memory for those who want just that. */
module org.javaipc.mmap {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;
  requires transitive org.javaipc.ring;

  exports org.javaipc.mmap;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.mmap.MmapProvider;
}
