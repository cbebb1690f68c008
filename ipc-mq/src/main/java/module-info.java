/** Message queues: {@code mq:} and {@code sysvmq:}. */
module org.javaipc.mq {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;
  requires transitive org.javaipc.core;
  requires static org.jspecify;

  exports org.javaipc.mq;

  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.mq.MqProvider,
      org.javaipc.mq.SysvmqProvider;
}
