package org.javaipc.cli;

import java.io.IOException;
import java.util.List;
import org.javaipc.spi.Spelling;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code ipcs}, {@code ipcmk} and {@code ipcrm} do, and more: System V objects from the shell. */
final class SysvCommand implements Command {
  static final String KEY = "--key";
  static final String ID = "--id";
  static final String MODE = "--mode";
  static final String SIZE = "--size";
  static final String OFFSET = "--offset";
  static final String LENGTH = "--length";
  static final String VALUES = "--values";
  static final String INDEX = "--index";
  static final String OPERATION = "--op";
  static final String TIMEOUT = "--timeout";

  private static final String LABEL = "list|rm|shm WHAT|sem WHAT";
  private static final List<String> WORDS = List.of("list", "rm", "shm", "sem");

  @Override
  public void declare(CommandSpec spec) {
    spec.addPositional(
        Options.rest(
            LABEL, "list; rm; shm create, read, write or stat; sem create, get, set, op or stat."));
    for (SysvObjects.Letter letter : SysvObjects.Letter.values()) {
      spec.addOption(letter(letter));
    }
    spec.addOption(Options.value(KEY, "K", "The object's key, in decimal or 0x."))
        .addOption(Options.value(ID, "N", "The object's id, instead of its key."))
        .addOption(Options.value(MODE, "OCTAL", "Permission of what is created; 0600 by default."))
        .addOption(Options.value(SIZE, "N", "Size of a new segment, such as 64KiB."))
        .addOption(Options.value(OFFSET, "N", "First byte to read or write; 0 by default."))
        .addOption(Options.value(LENGTH, "N", "Most bytes to read or write; all by default."))
        .addOption(Options.value(VALUES, "V,...", "Values of all semaphores, or of the one."))
        .addOption(Options.value(INDEX, "I", "One semaphore of the set, from 0."))
        .addOption(
            Options.values(
                OPERATION,
                "I:D[:undo]",
                "Add D to semaphore I; a D of 0 waits for zero. Several operations form one group."))
        .addOption(Options.value(TIMEOUT, "D", "Longest wait of the group; unlimited by default."))
        .addOption(Options.json());
  }

  private static OptionSpec letter(SysvObjects.Letter letter) {
    return OptionSpec.builder(letter.option())
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..1")
        .fallbackValue("")
        .paramLabel(letter.label())
        .description(letter.description())
        .build();
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    List<String> words = invocation.arguments().rest();
    String first = words.isEmpty() ? "" : words.getFirst();
    switch (first) {
      case "list" -> {
        refuseMore(words, 1);
        SysvObjects.list(invocation);
      }
      case "rm" -> {
        refuseMore(words, 1);
        SysvObjects.remove(invocation);
      }
      case "shm" -> SysvSegments.run(second(words), invocation);
      case "sem" -> SysvSemaphores.run(second(words), invocation);
      default ->
          throw new UsageException(
              "sysv '%s'%s is not one of %s; see 'ipc sysv --help'"
                  .formatted(first, Spelling.suggestion(first, WORDS), String.join(", ", WORDS)));
    }
  }

  private static String second(List<String> words) {
    if (words.size() < 2) {
      throw new UsageException(
          "sysv " + words.getFirst() + ": no action is given; see 'ipc sysv --help'");
    }
    refuseMore(words, 2);
    return words.get(1);
  }

  private static void refuseMore(List<String> words, int most) {
    if (words.size() > most) {
      throw new UsageException(
          "unexpected argument '" + words.get(most) + "'; see 'ipc sysv --help'");
    }
  }
}
