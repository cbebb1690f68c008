/** Netty channels over any address that carries connections. */
module org.javaipc.netty {
  requires transitive org.javaipc.api;
  requires transitive io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.transport;
  requires static org.jspecify;

  exports org.javaipc.netty;
}
