/** Anonymous pipes and FIFOs: {@code pipe:} and {@code fifo:}. */
module org.javaipc.pipe {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
}
