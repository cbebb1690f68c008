package org.javaipc.linux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibcTest {
  @Test
  void functionThatThisLibcLacksReturnsWhatWasSaid() {
    var missing = Libc.functionOr("javaipc_no_such_function", Errno.ENOSYS);
    assertThat(Libc.has("javaipc_no_such_function")).isFalse();
    assertThat(Libc.callInt(missing, 1, 2, 3, 4, 5, 6)).isEqualTo(Errno.ENOSYS);
    var present = Libc.functionOr("getpid", Errno.ENOSYS);
    assertThat(Libc.callInt(present, 0, 0, 0, 0, 0, 0)).isEqualTo(Unistd.getpid());
  }
}
