package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.raw.process.SignalCalls;

/** Arrays of strings as C has them, ended by a null pointer. */
final class CStrings {
  private CStrings() {}

  static MemorySegment array(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, CString.of(arena, texts.get(i)));
    }
    return array;
  }

  /** {@return a {@code sigset_t} of libc} */
  static MemorySegment signals(Arena arena, long bits) {
    MemorySegment set = arena.allocate(SignalCalls.SIGSET);
    set.set(ValueLayout.JAVA_LONG, 0, bits);
    return set;
  }
}
