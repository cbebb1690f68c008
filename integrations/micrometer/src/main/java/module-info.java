/**
 * The totals of all ends as Micrometer meters.
 *
 * <p>Micrometer's jars have no module descriptors: their names come from the jars.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.javaipc.micrometer {
  requires transitive org.javaipc.api;
  requires transitive micrometer.core;
  requires static org.jspecify;

  exports org.javaipc.micrometer;
}
