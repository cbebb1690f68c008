package org.javaipc.linux.memory;

import java.util.List;
import java.util.OptionalLong;

/**
 * The settings that all shared objects have before they are created or opened. For one thread.
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
   * Sets the size.
   *
   * @param bytes greater than 0; the kernel refuses 0 with EINVAL
   * @return this
   * @throws IllegalArgumentException if it is not greater than 0
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
   * Sets who may use a new object; the default is 0600, only this user.
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
   * Opens the object for reading only, so that a mistake in this process does no harm to others.
   *
   * @return this
   */
  public final B readOnly() {
    writable = false;
    return self();
  }

  /**
   * Sets how the memory will be used; the kernel's answers are available afterwards.
   *
   * @param hints given in this order
   * @return this
   */
  public final B advice(MemoryAdvice... hints) {
    advice = List.of(hints);
    return self();
  }

  /** {@return the size, if it was set} */
  protected final OptionalLong size() {
    return size;
  }

  /**
   * {@return the size of a new object}
   *
   * @throws IllegalStateException if it was not set
   */
  protected final long requiredSize() {
    return size.orElseThrow(
        () -> new IllegalStateException("size= is missing, and a new object needs one"));
  }

  /** {@return the permission bits of a new object} */
  protected final int mode() {
    return mode;
  }

  /** {@return whether it is opened for writing} */
  protected final boolean isWritable() {
    return writable;
  }

  /**
   * Refuses {@link #readOnly} for a new object.
   *
   * @throws IllegalStateException if it was set
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
