package org.javaipc.test;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * A seccomp(2) filter for all threads of a process, like that of an old container engine: calls fail with EPERM. Every
 * test that uses it needs its own process.
 */
public final class RefusedCalls {
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SYS_SECCOMP = System.getProperty("os.arch").equals("amd64") ? 317 : 277;
  private static final int EPERM = 1;

  private RefusedCalls() {}

  /**
   * Refuses calls permanently from now on.
   *
   * @param numbers of the calls
   * @return the results of prctl(2) and seccomp(2), both 0 if the calls are refused now
   * @throws Throwable if libc cannot be called
   */
  @SuppressWarnings("restricted") // that is the purpose of this class
  public static String refuse(String... numbers) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment filter = arena.allocate(8L * (2 * numbers.length + 2), 8);
      int at = 0;
      instruction(filter, at++, 0x20, 0, 0, 0); // load the number
      for (String number : numbers) {
        instruction(filter, at++, 0x15, 0, 1, Integer.parseInt(number));
        instruction(filter, at++, 0x06, 0, 0, 0x50000 | EPERM);
      }
      instruction(filter, at++, 0x06, 0, 0, 0x7fff0000); // allow
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) at);
      program.set(ADDRESS, 8, filter);
      Linker linker = Linker.nativeLinker();
      MemorySegment syscall = linker.defaultLookup().find("syscall").orElseThrow();
      MemorySegment prctl = linker.defaultLookup().find("prctl").orElseThrow();
      FunctionDescriptor five =
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
      FunctionDescriptor four =
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
      int promised =
          (int) linker.downcallHandle(prctl, five).invoke(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
      long refused =
          (long) linker.downcallHandle(syscall, four).invoke((long) SYS_SECCOMP, 1L, 1L, program);
      return promised + " " + refused;
    }
  }

  private static void instruction(MemorySegment at, int index, int code, int yes, int no, int k) {
    long offset = 8L * index;
    at.set(JAVA_SHORT, offset, (short) code);
    at.set(JAVA_BYTE, offset + 2, (byte) yes);
    at.set(JAVA_BYTE, offset + 3, (byte) no);
    at.set(JAVA_INT, offset + 4, k);
  }
}
