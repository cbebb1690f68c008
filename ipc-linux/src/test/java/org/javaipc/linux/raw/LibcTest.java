package org.javaipc.linux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.linux.raw.file.Unistd;
import org.junit.jupiter.api.Test;

class LibcTest {
  @Test
  void functionThatThisLibcLacksReturnsWhatWasSaid() {
    var missing = Libc.functionIfAny("javaipc_no_such_function");
    assertThat(Libc.has("javaipc_no_such_function")).isFalse();
    assertThat(Libc.callIfAny(missing, Errno.ENOSYS, 1, 2)).isEqualTo(Errno.ENOSYS);
    var present = Libc.functionIfAny("getpid");
    assertThat(Libc.callIfAny(present, Errno.ENOSYS, 0, 0)).isEqualTo(Unistd.getpid());
  }
}
