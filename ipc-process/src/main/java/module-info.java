/** Processes, pipelines and file locks. */
module org.javaipc.process {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
  requires static org.jspecify;

  exports org.javaipc.process;
}
