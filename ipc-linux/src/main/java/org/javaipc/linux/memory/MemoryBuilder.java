package org.javaipc.linux.memory;

import java.util.List;
import java.util.OptionalLong;

/**
 * What can be said of every shared object before it is made or opened. For one thread.
 *
 * @param <B> the builder itself
 */
public abstract class MemoryBuilder<B extends MemoryBuilder<B>> {
  private static final int ALL_MODES = 0777;

  private OptionalLong size = OptionalLong.empty();
  private int mode = 0600;
  private boolean writable = true;
  private List<MemoryAdvice> advice = List.of();

  /** For subclasses. */
  protected MemoryBuilder() {}

  /** {@return this} */
  protected abstract B self();

  /**
   * Says how large it is.
   *
   * @param bytes greater than 0; the kernel refuses 0 with EINVAL
   * @return this
   * @throws IllegalArgumentException if it is not over 0
   */
  public final B size(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException(
          "size=" + bytes + " is not over 0, and the kernel refuses it with EINVAL");
    }
    size = OptionalLong.of(bytes);
    return self();
  }

  /**
   * Says who may use one that is made; 0600, only this user, if nothing is said.
   *
   * @param bits 0 to 0777, whatever the umask
   * @return this
   * @throws IllegalArgumentException if there are other bits
   */
  public final B mode(int bits) {
    if ((bits & ~ALL_MODES) != 0) {
      throw new IllegalArgumentException("mode=0%o is not within 0 to 0777".formatted(bits));
    }
    mode = bits;
    return self();
  }

  /**
   * Opens it for reading only, so that a mistake in this process harms nobody.
   *
   * @return this
   */
  public final B readOnly() {
    writable = false;
    return self();
  }

  /**
   * Says how the memory will be used; what the kernel answers can be asked afterwards.
   *
   * @param hints given in this order
   * @return this
   */
  public final B advice(MemoryAdvice... hints) {
    advice = List.of(hints);
    return self();
  }

  /** {@return the size, if it was said} */
  protected final OptionalLong size() {
    return size;
  }

  /**
   * {@return the size of what is made}
   *
   * @throws IllegalStateException if it was not said
   */
  protected final long requiredSize() {
    return size.orElseThrow(
        () -> new IllegalStateException("size= is missing, and a new object needs one"));
  }

  /** {@return the permission bits of what is made} */
  protected final int mode() {
    return mode;
  }

  /** {@return whether it is opened for writing} */
  protected final boolean isWritable() {
    return writable;
  }

  /**
   * Refuses {@link #readOnly} where something is made.
   *
   * @throws IllegalStateException if it was said
   */
  protected final void requireWritable() {
    if (!writable) {
      throw new IllegalStateException("readOnly() is for opening; a new object has to be writable");
    }
  }

  /** {@return the advice} */
  protected final List<MemoryAdvice> advice() {
    return advice;
  }
}
