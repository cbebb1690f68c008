/** Linux behind safe types: the only module that calls libc. */
module org.javaipc.linux {
  requires transitive org.javaipc.api;

  exports org.javaipc.linux;
}
