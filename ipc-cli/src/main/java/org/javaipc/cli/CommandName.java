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
  PUBLISH("Publish standard input, a file or texts to every subscription of a topic."),
  SUBSCRIBE("Receive what is published on a topic, to standard output or a file."),
  RECORD("Record a channel or a topic to a folder, with the times of its messages."),
  REPLAY("Send a recording to a channel or a topic."),
  RELAY("Forward the messages of one channel to another, over any transports."),
  NOTIFY("Signal events to a listener."),
  AWAIT("Wait for events, and print which came."),
  ECHO("Serve clients: send each one back what it sent."),
  CONNECT("Connect standard input and output to a server."),
  CALL("Call a method of a gRPC server, with JSON."),
  SERVICES("List the services of a gRPC server, with their methods and types."),
  BENCH("Measure rate and latency between two processes."),
  RUN("Run a program with chosen descriptors, signals, session and time."),
  POPEN("Run a shell command line, and read its output or feed its input."),
  LOCK("Run a program while a file is locked."),
  CP("Copy a file by mapping both; holes stay holes."),
  TRANSPORTS("List the transports of this machine."),
  SIGNAL("List signals, send one, or print those that arrive."),
  CONFIG("Show what is configured, and where it came from."),
  LIST("List live channels, and what dead processes left behind."),
  STAT("Show the counters of a channel, from outside."),
  CLEAN("Remove what dead processes left behind."),
  SYSV("List, make, use and remove System V objects, as ipcs, ipcmk and ipcrm do."),
  DOCTOR("Check this machine, and suggest fixes."),
  COMPLETION("Print the completion of this command for bash and zsh."),
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
                "unknown command '%s'%s; the commands are %s"
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
      case SEND -> new SendCommand(false);
      case RECV -> new RecvCommand(false);
      case PUBLISH -> new SendCommand(true);
      case SUBSCRIBE -> new RecvCommand(true);
      case RECORD -> new RecordCommand();
      case REPLAY -> new ReplayCommand();
      case RELAY -> new RelayCommand();
      case NOTIFY -> new NotifyCommand();
      case AWAIT -> new AwaitCommand();
      case ECHO -> new EchoCommand();
      case CONNECT -> new ConnectCommand();
      case CALL -> new CallCommand();
      case SERVICES -> new ServicesCommand();
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
      case COMPLETION -> new CompletionCommand();
      case PEER -> new PeerCommand();
    };
  }
}
