/** Anonymous pipes and FIFOs: {@code pipe:} and {@code fifo:}. */
module org.javaipc.pipe {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
  requires static org.jspecify;

  exports org.javaipc.pipe;

  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.pipe.FifoProvider,
      org.javaipc.pipe.PipeProvider;
}
