package org.javaipc.linux.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.raw.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemErrorsTest {
  @ParameterizedTest
  @ValueSource(
      ints = {Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOSPC, Errno.EDQUOT, Errno.ENOLCK})
  void limitsAreResourceLimitsWithTheCure(int errno) {
    IpcException exception = SystemErrors.of(-errno, "call", "/some/object");
    assertThat(exception)
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageStartingWith("/some/object: call failed with " + Errno.name(errno) + ": ");
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ELOOP})
  void refusalsAreAccessRefused(int errno) {
    assertThat(SystemErrors.of(-errno, "call", "object"))
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContaining(Errno.name(errno) + ": ");
  }

  @Test
  void theRestNamesCallObjectAndErrno() {
    SystemCallException exception =
        (SystemCallException) SystemErrors.of(-Errno.EINVAL, "mmap", "/some/object");
    assertThat(exception).hasMessage("/some/object: mmap failed with EINVAL");
    assertThat(exception.errnoName()).isEqualTo("EINVAL");
  }

  @Test
  void checkPassesResultsAndThrowsErrors() throws Exception {
    assertThat(SystemErrors.check(7, "call", "object")).isEqualTo(7);
    assertThatThrownBy(() -> SystemErrors.check(-Errno.EBADF, "call", "object"))
        .isInstanceOf(SystemCallException.class);
  }
}
