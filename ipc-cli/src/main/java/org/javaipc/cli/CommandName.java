package org.javaipc.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.javaipc.spi.Spelling;

/**
 * The commands, in the order in which help shows them. A command's class is loaded when it runs.
 */
enum CommandName {
  DEMO("Move a real file to a second process over each transport, and verify it."),
  SEND("Send standard input, a file or texts as messages."),
  RECV("Receive messages to standard output or a file."),
  NOTIFY("Tell a listener of events."),
  AWAIT("Wait for events, and say which came."),
  ECHO("Serve: answer every client with what it sent."),
  CONNECT("Join standard input and output to a server."),
  BENCH("Measure rate and latency between two processes."),
  RUN("Run a program with chosen descriptors, signals, session and time."),
  POPEN("Run a command line of the shell, and read or feed it."),
  LOCK("Run a program while a file is locked."),
  CP("Copy a file by mapping both; holes stay holes."),
  TRANSPORTS("List the transports of this machine."),
  SIGNAL("List signals, send one, or say which arrive."),
  CONFIG("Show what is configured, and where it came from."),
  LIST("List the channels that live, and what the dead left."),
  STAT("Show the counters of a channel, from outside."),
  CLEAN("Remove what the dead left."),
  SYSV("List, make, use and remove System V objects, as ipcs, ipcmk and ipcrm do."),
  DOCTOR("Check this machine, and say what to do about it."),
  PEER("The second process of demo and bench.");

  private final String description;

  CommandName(String description) {
    this.description = description;
  }

  /** {@return the command with a name} */
  static CommandName of(String word) {
    return find(word)
        .orElseThrow(() ->
            new UsageException(
                "there is no command '%s'%s; there are %s"
                    .formatted(
                        word, Spelling.suggestion(word, words()), String.join(", ", words()))));
  }

  private static Optional<CommandName> find(String word) {
    return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
  }

  private static List<String> words() {
    return shown().stream().map(CommandName::word).toList();
  }

  /** {@return the commands that people use} */
  static List<CommandName> shown() {
    return Arrays.stream(values()).filter(name -> name != PEER).toList();
  }

  /** {@return the command as it is typed} */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return what it does, in one sentence} */
  String description() {
    return description;
  }

  /** {@return the command itself} */
  Command create() {
    return switch (this) {
      case DEMO -> new DemoCommand();
      case SEND -> new SendCommand();
      case RECV -> new RecvCommand();
      case NOTIFY -> new NotifyCommand();
      case AWAIT -> new AwaitCommand();
      case ECHO -> new EchoCommand();
      case CONNECT -> new ConnectCommand();
      case BENCH -> new BenchCommand();
      case RUN -> new RunCommand();
      case POPEN -> new PopenCommand();
      case LOCK -> new LockCommand();
      case CP -> new CpCommand();
      case TRANSPORTS -> new TransportsCommand();
      case SIGNAL -> new SignalCommand();
      case CONFIG -> new ConfigCommand();
      case LIST -> new ListCommand();
      case STAT -> new StatCommand();
      case CLEAN -> new CleanCommand();
      case SYSV -> new SysvCommand();
      case DOCTOR -> new DoctorCommand();
      case PEER -> new PeerCommand();
    };
  }
}
