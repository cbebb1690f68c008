package org.javaipc.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A small C program that gives a floor or a ceiling; compiled when it is asked for. */
enum NativeProgram {
  /** Two processes that bounce a cache line: a floor for ping. */
  BOUNCE("ping", "bounce"),
  /** A copy between two buffers: a ceiling for copy. */
  MEMCPY("copy", "memcpy"),
  /** Pipes, waiting in the kernel. */
  PIPE_WAIT("ping", "kernel", "pipe", "wait"),
  /** Pipes, polled. */
  PIPE_POLL("ping", "kernel", "pipe", "poll"),
  /** FIFOs, waiting in the kernel. */
  FIFO_WAIT("ping", "kernel", "fifo", "wait"),
  /** FIFOs, polled. */
  FIFO_POLL("ping", "kernel", "fifo", "poll"),
  /** Unix domain stream sockets, waiting in the kernel. */
  UNIX_WAIT("ping", "kernel", "unix", "wait"),
  /** Unix domain stream sockets, polled. */
  UNIX_POLL("ping", "kernel", "unix", "poll"),
  /** POSIX message queues, waiting in the kernel. */
  MQ_WAIT("ping", "kernel", "mq", "wait"),
  /** POSIX message queues, polled. */
  MQ_POLL("ping", "kernel", "mq", "poll"),
  /** System V message queues, waiting in the kernel. */
  SYSVMQ_WAIT("ping", "kernel", "sysvmq", "wait"),
  /** System V message queues, polled. */
  SYSVMQ_POLL("ping", "kernel", "sysvmq", "poll"),
  /** A slot of shared memory, waiting on a futex. */
  FUTEX_WAIT("ping", "kernel", "futex", "wait");

  private final String work;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> arguments;

  /**
   * A program.
   *
   * @param work that it says anything about
   * @param source its file's name, without {@code .c}
   * @param arguments that follow those of the comparison
   */
  NativeProgram(String work, String source, String... arguments) {
    this.work = work;
    this.source = source;
    this.arguments = List.of(arguments);
  }

  /** {@return whether the program says anything about a work such as {@code ping:100}} */
  boolean suits(String name) {
    return name.startsWith(work + ":");
  }

  /** {@return the name in tables} */
  String title() {
    return "C " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@return the program, compiled in a folder} */
  Path compile(Path folder) throws IOException, InterruptedException {
    return CProgram.compile(NativeProgram.class, source, folder);
  }

  /** {@return what carries its messages, in terms of ours} */
  String medium() {
    return switch (this) {
      case BOUNCE, FUTEX_WAIT -> "shm";
      default -> arguments.isEmpty() ? source : arguments.getFirst();
    };
  }

  /** {@return how it waits, as a page says} */
  String waiting() {
    return arguments.contains("wait") ? "sleeping" : "polling";
  }

  /** Runs the compiled program for one work. */
  void run(Path program, String name, Settings settings, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(settings.prefix());
    command.add(program.toString());
    command.addAll(settings.ofNative(name));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(lines);
    }
    process.waitFor();
  }
}
