/** Mapped files: {@code mmap:}. */
module org.javaipc.mmap {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
  requires transitive org.javaipc.ring;

  exports org.javaipc.mmap;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.mmap.MmapProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.mmap.MmapProvider;
}
