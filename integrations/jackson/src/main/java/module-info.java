/** A codec of records and other objects as JSON or CBOR, by Jackson 3. */
module org.javaipc.jackson {
  requires transitive org.javaipc.api;
  requires transitive tools.jackson.databind;
  requires static tools.jackson.dataformat.cbor;
  requires static org.jspecify;

  exports org.javaipc.jackson;
}
