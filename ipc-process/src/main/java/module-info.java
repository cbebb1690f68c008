/** Processes, pipelines and file locks. */
module org.javaipc.process {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;

  exports org.javaipc.process;
}
