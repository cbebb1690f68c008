/** Linux behind safe types: the only module that calls libc. */
@SuppressWarnings("module") // those of a qualified export are compiled later
module org.javaipc.linux {
  requires transitive org.javaipc.api;
  requires static org.jspecify;

  // What users' classes of the modules above return and take.
  exports org.javaipc.linux.file;
  exports org.javaipc.linux.memory;
  exports org.javaipc.linux.mqueue;
  exports org.javaipc.linux.sysv;

  // Whether libc may be called, and the runtime directory.
  exports org.javaipc.linux.call to
      org.javaipc.cli,
      org.javaipc.mmap,
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.shm,
      org.javaipc.signal,
      org.javaipc.socket;
  exports org.javaipc.linux.liveness to
      org.javaipc.cli,
      org.javaipc.mmap,
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.shm,
      org.javaipc.signal,
      org.javaipc.socket;
  // What channels in shared memory are built of.
  exports org.javaipc.linux.region to
      org.javaipc.mmap,
      org.javaipc.mq,
      org.javaipc.shm;

  // Semaphores before they are typed; not for users.
  exports org.javaipc.linux.semaphore to
      org.javaipc.cli,
      org.javaipc.shm;
  // Waiting for descriptors, for the transports that own kernel objects; not for users.
  exports org.javaipc.linux.wait to
      org.javaipc.cli,
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.process,
      org.javaipc.signal,
      org.javaipc.socket;
  // Numbers and requests with all decided: what users build and get of them are types of their own.
  exports org.javaipc.linux.process to
      org.javaipc.process;

  // Locks of the kernel, for what takes them under types of its own.
  exports org.javaipc.linux.lock to
      org.javaipc.mmap,
      org.javaipc.process,
      org.javaipc.shm;

  // Sets as longs and clocks as numbers: what users get of them are types of their own.
  exports org.javaipc.linux.signal to
      org.javaipc.process,
      org.javaipc.signal;

  // The body of their channels, for the transports over kernel objects; not for users.
  exports org.javaipc.linux.channel to
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.socket;
  exports org.javaipc.linux.channel.member to
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.socket;
  exports org.javaipc.linux.channel.message to
      org.javaipc.mq,
      org.javaipc.pipe,
      org.javaipc.socket;

  // Pipes and FIFOs below channels; not for users, who have separate types.
  exports org.javaipc.linux.pipe to
      org.javaipc.pipe,
      org.javaipc.process;
  // Sockets that never wait; what users get of them are types of their own.
  exports org.javaipc.linux.socket to
      org.javaipc.socket;

  provides org.javaipc.spi.AddressSpace with
      org.javaipc.linux.region.LinuxAddressSpace;
}
