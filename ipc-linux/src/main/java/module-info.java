/** Linux behind safe types: the only module that calls libc. */
@SuppressWarnings("module") // those of a qualified export are compiled later
module org.javaipc.linux {
  requires transitive org.javaipc.api;

  exports org.javaipc.linux;

  // Numbers and requests with all decided: what users build and get of them are types of their own.
  exports org.javaipc.linux.process to
      org.javaipc.process;

  // Sets as longs and clocks as numbers: what users get of them are types of their own.
  exports org.javaipc.linux.signal to
      org.javaipc.process,
      org.javaipc.signal;
  // Waiting for descriptors, for the transports that own kernel objects; not for users.
  exports org.javaipc.linux.kernel to
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.process,
      org.javaipc.signal,
      org.javaipc.socket;
  // The body of their channels, for the transports over kernel objects; not for users.
  exports org.javaipc.linux.channel to
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.socket;
  // Pipes and FIFOs before they are channels; not for users, who get types of their own.
  exports org.javaipc.linux.pipe to
      org.javaipc.pipe,
      org.javaipc.process;
  // Sockets that never wait; what users get of them are types of their own.
  exports org.javaipc.linux.socket to
      org.javaipc.socket;
}
