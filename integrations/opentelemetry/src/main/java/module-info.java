/**
 * The totals of all ends as OpenTelemetry instruments, and traces that cross processes.
 *
 * <p>OpenTelemetry's jars have no module descriptors: their names come from the jars.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.javaipc.opentelemetry {
  requires transitive org.javaipc.api;
  requires transitive io.opentelemetry.api;
  requires transitive io.opentelemetry.context;
  requires static org.jspecify;

  exports org.javaipc.opentelemetry;
}
