/** Shared memory: the transports {@code shm:} and {@code sysv:}, and plain memory for programs that need only that. */
module org.javaipc.shm {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;
  requires transitive org.javaipc.core;
  requires static org.jspecify;

  exports org.javaipc.shm;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.shm.SemProvider,
      org.javaipc.shm.ShmProvider,
      org.javaipc.shm.SysvProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.shm.ShmProvider,
      org.javaipc.shm.SysvProvider;
  provides org.javaipc.spi.TopicProvider with
      org.javaipc.shm.ShmProvider;
}
