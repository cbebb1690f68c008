/** Message queues: {@code mq:} and {@code sysvmq:}. */
module org.javaipc.mq {
  requires transitive org.javaipc.api;
  requires transitive org.javaipc.linux;

  exports org.javaipc.mq;
}
