package org.javaipc.linux.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.SystemCallException;
import org.javaipc.linux.raw.Errno;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FileActionsTest {
  @Test
  @DisplayName("X1 a libc without what a start needs is a typed error with the version that has it")
  void oldLibcIsATypedError() {
    String call = "posix_spawn_file_actions_addclosefrom_np";
    assertThatThrownBy(() -> FileActions.since("2.34", -Errno.ENOSYS, call))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll(call, "ENOSYS", "glibc 2.34 or later");
    assertThatCode(() -> FileActions.since("2.34", 0, call)).doesNotThrowAnyException();
    assertThatThrownBy(() -> FileActions.since("2.34", -Errno.EBADF, call))
        .hasMessageContaining("EBADF");
  }
}
