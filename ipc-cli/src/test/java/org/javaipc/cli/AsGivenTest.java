package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell hands to a command is what it works with: bytes in every locale, descriptors or none. */
class AsGivenTest {
  @RegisterExtension final Workplace work = new Workplace();

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  @DisplayName("Arguments, variables and messages keep their bytes in every locale")
  void bytesStay(String locale) throws Exception {
    int exit =
        work.shell(
            """
            export LC_ALL=%s A=$'a\\xfc\\xc3\\xbc'
            ipc run -- sh -c 'printf %%s "$1$A"' sh "$A" | od -An -tx1
            ipc recv shm:m --count=1 >m & ipc send shm:m --message="$A"; wait; od -An -tx1 m
            """
                .formatted(locale));
    assertThat(work.file("shell.out")).hasContent(" 61 fc c3 bc 61 fc c3 bc\n 61 fc c3 bc\n");
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "mmap", "unix"})
  @DisplayName(
      "A path that is not text is found without a locale, also relative to such a directory")
  void pathsAreFound(String scheme) throws Exception {
    int exit =
        work.shell(
            """
            export LC_ALL=C; D=$PWD/$'d\\xfc\\xc3\\xbc'; mkdir -m 700 "$D"; cd "$D"; printf hello >$'\\xfc'
            ipc recv "%1$s:$D/"$'o\\xfc' --count=1 --out=$'\\xfe' & ipc send "%1$s:$D/"$'o\\xfc' --file=$'\\xfc'; wait
            IPC_DIR=$D ipc list >list; cat $'\\xfe'; ls | grep -c o
            """
                .formatted(scheme));
    assertThat(work.file("shell.out")).content().startsWith("hello");
    assertThat(work.file("shell.err")).content().doesNotContain("ipc: ");
    assertThat(exit).isBetween(0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<&-", "<&- >&-", "<&- >&- 2>&-", ">&-"})
  @DisplayName("A program's descriptors are closed where the command's are")
  void closedStaysClosed(String closed) throws Exception {
    work.shell(
        "ipc run -- sh -c 'for n in 0 1 2; do readlink /proc/$$/fd/$n; done >"
            + work.file("fds")
            + "' "
            + closed);
    assertThat(work.file("fds")).content().doesNotContain("modules").doesNotContain(".jar");
  }

  @Test
  @DisplayName("Without a standard input, nothing is sent")
  void nothingIsSent() throws Exception {
    assertThat(work.shell("ipc send shm:x <&-")).isEqualTo(ExitCode.FAILED);
    assertThat(work.file("shell.err"))
        .hasContent(
            "ipc: standard input is closed; redirect it from /dev/null if there is no input");
  }

  @Test
  @DisplayName("Without a standard output, nothing is taken")
  void nothingIsTaken() throws Exception {
    assertThat(work.shell("ipc recv shm:x --timeout=100ms >&-")).isEqualTo(ExitCode.FAILED);
    assertThat(work.file("shell.err")).content().contains("standard output is closed");
  }

  @Test
  @DisplayName("A number that the command was not given is refused, whatever the JVM has under it")
  void numbersAreNotTrusted() throws Exception {
    String numbers =
        "for n in 3 4 5 6 7 8 9; do ipc run \"--fd=0=&$n\" -- cat <&- 2>/dev/null; done | wc -c";
    work.shell("exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-; " + numbers);
    assertThat(work.file("shell.out")).hasContent("0");
  }
}
