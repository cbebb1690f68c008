package org.javaipc.linux.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Mapping;
import org.javaipc.spi.MemoryFault;

/**
 * Memory that this process shares with others, mapped until {@link #close}. Any thread may use it. Threads and
 * processes have to order their accesses themselves, by the access modes of a {@code VarHandle}, a semaphore or a lock.
 *
 * <p>The memory is a {@link MemorySegment} with bounds. An access outside of them throws an {@link
 * IndexOutOfBoundsException}, an access after close an {@link IllegalStateException}, and a write to a read-only
 * mapping an {@link IllegalArgumentException}.
 */
public abstract class MappedMemory implements AutoCloseable {
  private final String object;
  private final List<Mapping> outgrown = new ArrayList<>();
  private volatile Mapping mapping;

  /**
   * Takes ownership of a mapping.
   *
   * @param mapping of the memory
   * @param object name for messages
   */
  protected MappedMemory(Mapping mapping, String object) {
    this.mapping = mapping;
    this.object = object;
  }

  /**
   * {@return the memory} It stays the same until the object grows; earlier segments stay valid until {@link #close}.
   */
  public final MemorySegment segment() {
    return mapping.segment();
  }

  /** {@return how much is mapped, in bytes} */
  public final long size() {
    return segment().byteSize();
  }

  /** {@return whether it is mapped} */
  public final boolean isOpen() {
    return segment().scope().isAlive();
  }

  /**
   * Runs an action on memory whose file others may truncate, which a segment by itself reports as an {@link
   * InternalError}.
   *
   * @param action gets the memory; it must not use checksums or other intrinsics of the JDK on it, such
   *     as {@code CRC32} or {@code MemorySegment.mismatch}: those crash the JVM where the file has no
   *     bytes
   * @param <T> what the action returns
   * @return what the action returned
   * @throws CorruptChannelException if the file has been cut short under the mapping
   * @throws IllegalStateException if the memory is closed
   */
  public final <T> T access(Function<MemorySegment, T> action) throws IpcException {
    try (MemoryFault.SETTLED) {
      return action.apply(segment());
    } catch (InternalError e) {
      throw new CorruptChannelException(
          object
              + ": the file was cut short under its mapping of size="
              + size()
              + state()
              + "; nothing that was read can be trusted; map it again",
          e);
    }
  }

  /**
   * Gives the kernel advice about the whole memory.
   *
   * @param advice to give
   * @return what the kernel said; that it declines is not an error
   * @throws IllegalStateException if the memory is closed
   */
  public final AdviceAnswer advise(MemoryAdvice advice) {
    return advise(advice, 0, size());
  }

  /**
   * Gives the kernel advice about the pages that contain a range.
   *
   * @param advice to give
   * @param offset of the range in bytes
   * @param length of the range in bytes
   * @return what the kernel said; that it declines is not an error
   * @throws IndexOutOfBoundsException if the range is not within the memory
   * @throws IllegalStateException if the memory is closed
   */
  public final AdviceAnswer advise(MemoryAdvice advice, long offset, long length) {
    return AdviceAnswer.of(advice, mapping.onPages(offset, length, advice::give));
  }

  /** {@return the mapping to which {@link #segment} belongs} */
  final Mapping mapping() {
    return mapping;
  }

  /** {@return what is known of the object, for the message about a fault; empty, or beginning with a comma} */
  String state() {
    return "";
  }

  /** Replaces the mapping by a larger one of the same object. */
  final void replace(Mapping larger) {
    outgrown.add(mapping);
    mapping = larger;
  }

  /** Unmaps the memory, and leaves the object to others; repeating it does nothing. */
  @Override
  public synchronized void close() {
    mapping.close();
    outgrown.forEach(Mapping::close);
  }

  /** {@return the name of the object, for people} */
  @Override
  public String toString() {
    return object;
  }
}
