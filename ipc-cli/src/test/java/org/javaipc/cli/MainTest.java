package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @RegisterExtension final Workplace work = new Workplace();

  @Test
  void helpListsTheCommandsOnStandardOutput() throws IOException {
    Call call = Call.of("--help");
    assertThat(call.exit()).isZero();
    assertThat(call.out()).contains("demo", "send", "recv", "bench", "transports");
    assertThat(call.out()).doesNotContain("  peer ");
    assertThat(call.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "send", "recv", "bench", "transports"})
  void everyCommandHasHelp(String command) throws IOException {
    Call call = Call.of(command, "--help");
    assertThat(call.exit()).isZero();
    assertThat(call.out()).startsWith("Usage: ipc " + command + " ").contains("--debug");
    assertThat(Call.of("help", command)).isEqualTo(call);
  }

  @Test
  void versionNamesItselfAndJava() throws IOException {
    assertThat(Call.of("--version").out())
        .startsWith("ipc ")
        .contains(Runtime.version().toString())
        .endsWith("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          snd               | unknown command 'snd' (did you mean 'send'?); the commands are demo, send
          --hlep            | unknown option '--hlep' (did you mean '--help'?)
          send              | Missing required parameter: 'ADDRESS'; see 'ipc send --help'
          send memory:x y   | unexpected argument 'y'; see 'ipc send --help'
          recv memory:x --cuont 3 | unknown option '--cuont' (did you mean '--count'?)
          recv memory:x --count   | Missing required parameter for option '--count' (N)
          recv memory:x --count 0 | --count=0 is not a number of at least 1
          recv memory:x --count -3 | --count=-3 is not a number of at least 1
          recv memory:x --timeout soon | --timeout=soon is not a duration such as 500ms, 10s, 2m, 1h or 7d
          recv memory:x --out a --out b | option '--out' (FILE) should be specified only once
          send memory:x --message-size 0 | --message-size=0 is not a size of at least 1
          send memory:x --message-size -5 | --message-size=-5 is not a size such as
          send memory:x --message-size 5MB | --message-size=5MB is not a size such as
          send memory:x --lines --message-size 5 | --lines and --message-size exclude each other
          send memory:x --message a --file b | --message and --file exclude each other
          send memory       | no address is configured for channel 'memory'
          send memory:      | address 'memory:': the name must be
          send memry:x      | (did you mean 'memory'?)
          send memory:x?capcity=3 | unknown option 'capcity' (did you mean 'capacity'?)
          send memory:x?capacity=lots | capacity=lots is not a size such as
          bench memory:x    | memory:x is a channel within one process
          bench memory:x --mode flod | --mode=flod is not one of ping, flood, rate (did you mean 'flood'?)
          bench memory:x --repeat 0 | --repeat=0 is not a number of at least 1
          bench shm:x --size 3x | --size=3x is not a size such as
          """)
  void wrongUsageIsExitCode2AndOneLine(String words, String message) throws IOException {
    Call call = Call.of(words.split(" "));
    assertThat(call.err()).startsWith("ipc: ").contains(message);
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.out()).isEmpty();
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void noCommandIsWrongUsage() throws IOException {
    Call call = Call.of();
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(call.err()).isEqualTo("ipc: no command is given; 'ipc --help' lists them\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug send bad", "send --debug bad"})
  void debugShowsWhereAnErrorCameFrom(String words) throws IOException {
    Call call = Call.of(words.split(" "));
    assertThat(call.err()).contains("\tat ");
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void completionKnowsCommandsAndOptions() throws Exception {
    Path script = work.file("completion", Call.of("completion").out());
    String words =
        "source "
            + script
            + "; COMP_WORDS=(ipc %s); COMP_CWORD=%d; _complete_ipc; printf '%%s\\n' \"${COMPREPLY[@]}\"";
    assertThat(work.shell(words.formatted("re", 1))).isZero();
    assertThat(work.file("shell.out")).content().contains("recv");
    assertThat(work.shell(words.formatted("recv --ti", 2))).isZero();
    assertThat(work.file("shell.out")).content().contains("--timeout");
  }
}
