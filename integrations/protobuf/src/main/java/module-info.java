/**
 * A codec of Protocol Buffers messages.
 *
 * <p>The library's jar has no module descriptor: its name comes from the jar.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.javaipc.protobuf {
  requires transitive org.javaipc.api;
  requires transitive com.google.protobuf;
  requires static org.jspecify;

  exports org.javaipc.protobuf;
}
