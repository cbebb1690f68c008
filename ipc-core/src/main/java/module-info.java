/** The implementation of channels and events in shared memory, and of {@code memory:}, the same inside one JVM. */
module org.javaipc.core {
  requires transitive org.javaipc.api;
  requires static org.jspecify;

  exports org.javaipc.core.event;
  exports org.javaipc.core.mirror;
  exports org.javaipc.core.queue;
  exports org.javaipc.core.ring;
  exports org.javaipc.core.topic;

  uses org.javaipc.spi.AddressSpace;

  provides org.javaipc.spi.NotifierProvider with
      org.javaipc.core.memory.MemoryProvider;
  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.core.memory.MemoryProvider;
  provides org.javaipc.spi.TopicProvider with
      org.javaipc.core.memory.MemoryProvider;
}
