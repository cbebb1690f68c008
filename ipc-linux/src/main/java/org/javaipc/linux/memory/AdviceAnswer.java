package org.javaipc.linux.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.linux.raw.Errno;

/**
 * The kernel's answer to advice. Accepting advice does not mean that the kernel follows it.
 *
 * @param advice that was given
 * @param taken whether the call succeeded
 * @param said the answer in words: the error and its cure, or what is known of the kernel's configuration
 */
public record AdviceAnswer(MemoryAdvice advice, boolean taken, String said) {
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

  /** {@return the answer for a call's result} */
  static AdviceAnswer of(MemoryAdvice advice, int returned) {
    if (Errno.failed(returned)) {
      String errno = Errno.name(-returned);
      return new AdviceAnswer(
          advice, false, advice.call() + " failed with " + errno + ": " + cure(advice, errno));
    }
    return new AdviceAnswer(
        advice, true, advice == MemoryAdvice.HUGE_PAGES ? "taken; " + hugePageSettings() : "taken");
  }

  private static String cure(MemoryAdvice advice, String errno) {
    return switch (advice) {
      case LOCK -> "over the memory that this process may lock; raise `ulimit -l`";
      case HUGE_PAGES, NO_HUGE_PAGES -> "this kernel has no transparent huge pages";
      default -> errno.equals("EBADF") ? "there is no file behind it" : "it was not followed";
    };
  }

  private static String hugePageSettings() {
    return HUGE_PAGES
        + ": enabled="
        + setting("enabled")
        + " (private memory), shmem_enabled="
        + setting("shmem_enabled")
        + " (shared memory and /dev/shm)";
  }

  /** {@return the selected word of a line such as {@code always [madvise] never}} */
  private static String setting(String name) {
    try {
      return Files.readString(HUGE_PAGES.resolve(name)).replaceAll("(?s).*\\[(.*)].*", "$1");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
