package org.javaipc.linux.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.javaipc.spi.NativeText;

/** Text as C has it: bytes and a zero. Every name that goes to libc is made here, so that none loses a byte. */
public final class CString {
  private CString() {}

  /**
   * {@return a text for C}
   *
   * @param arena that it lives in
   * @param text without a zero character
   */
  public static MemorySegment of(Arena arena, String text) {
    byte[] bytes = NativeText.encode(text);
    MemorySegment c = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, c, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return c;
  }

  /**
   * {@return a path for C}
   *
   * @param arena that it lives in
   * @param path of the default file system
   */
  public static MemorySegment of(Arena arena, Path path) {
    return of(arena, NativeText.text(path));
  }
}
