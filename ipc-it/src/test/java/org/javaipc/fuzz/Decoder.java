package org.javaipc.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything that reads bytes which somebody else wrote. Each is given any bytes at all and may answer
 * with a value or an {@link org.javaipc.IpcException}, never with another exception, a wait or a dead JVM.
 */
enum Decoder {
  ADDRESS(AddressTarget::new),
  CONFIGURATION(ConfigurationTarget::new),
  FILES_OF_SHM(() -> new FileTarget("shm", Kind.CHANNEL)),
  FILES_OF_SYSV(() -> new FileTarget("sysv", Kind.CHANNEL)),
  FILES_OF_MMAP(() -> new FileTarget("mmap", Kind.CHANNEL)),
  FILES_OF_MQ(() -> new FileTarget("mq", Kind.CHANNEL)),
  FILES_OF_SYSVMQ(() -> new FileTarget("sysvmq", Kind.CHANNEL)),
  FILES_OF_FIFO(() -> new FileTarget("fifo", Kind.CHANNEL)),
  FILES_OF_UNIXGRAM(() -> new FileTarget("unixgram", Kind.CHANNEL)),
  FILES_OF_TOPICS(() -> new FileTarget("shm", Kind.TOPIC)),
  FILES_OF_LOGS(() -> new FileTarget("mmap", Kind.LOG)),
  FILES_OF_SEMAPHORES(() -> new FileTarget("sem", Kind.EVENTS)),
  FILES_OF_PROCESSES(ProcessFilesTarget::new),
  LOCKS(LockTarget::new),
  MEMORY_OF_SHM(() -> new MemoryTarget("shm", Kind.CHANNEL)),
  MEMORY_OF_MMAP(() -> new MemoryTarget("mmap", Kind.CHANNEL)),
  MEMORY_OF_MQ(() -> new MemoryTarget("mq", Kind.CHANNEL)),
  MEMORY_OF_FIFO(() -> new MemoryTarget("fifo", Kind.CHANNEL)),
  MEMORY_OF_TOPICS(() -> new MemoryTarget("shm", Kind.TOPIC)),
  MEMORY_OF_LOGS(() -> new MemoryTarget("mmap", Kind.LOG)),
  TOPICS(() -> new TopicTarget("shm")),
  LOGS(LogTarget::new),
  EVENTS_OF_SHM(() -> new MemoryTarget("shm", Kind.EVENTS)),
  FRAMES(FrameTarget::new),
  HANDSHAKES(() -> new SocketTarget(SocketTarget.To.SERVER)),
  STREAMS(() -> new SocketTarget(SocketTarget.To.RECEIVER)),
  DATAGRAMS(() -> new SocketTarget(SocketTarget.To.DATAGRAMS)),
  QUEUE_MESSAGES(QueueTarget::new),
  GRPC_CLIENTS(GrpcServerTarget::new),
  GRPC_SERVERS(GrpcClientTarget::new),
  FAR_CLIENTS(FarServerTarget::new),
  FAR_SERVERS(FarClientTarget::new);

  /** One that is ready to read. */
  interface Target extends AutoCloseable {
    /** {@return inputs that are right, or nearly, for the fuzzer to begin with} */
    List<byte[]> seeds() throws Exception;

    /** Reads; throws what it must not. */
    void read(byte[] input) throws Exception;

    @Override
    default void close() throws IOException {
      // most keep nothing
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // a constructor's reference
  private final Supplier<Target> maker;

  Decoder(Supplier<Target> maker) {
    this.maker = maker;
  }

  Target target() {
    return maker.get();
  }
}
