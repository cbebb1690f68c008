/** Message queues: {@code mq:} and {@code sysvmq:}. */
module org.javaipc.mq {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
}
