package org.javaipc.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.javaipc.cli.process.SignalWords;
import org.javaipc.cli.process.Supervisor;
import org.javaipc.linux.file.InheritedDescriptors;
import org.javaipc.process.ProcessIds;
import org.javaipc.process.Redirect;
import org.javaipc.process.Relatives;
import org.javaipc.process.Spawn;
import org.javaipc.spi.NativeText;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a program, prepared in ways that a shell does not offer, and ends as it does. */
final class RunCommand implements Command {
  private static final String BLOCK = "--block";
  private static final String IGNORE = "--ignore";
  private static final String DESCRIPTOR = "--fd";
  private static final String VARIABLE = "--env";
  private static final String EMPTY = "--clear-env";
  private static final String SESSION = "--session";
  private static final String GROUP = "--group";
  private static final String DEATH = "--die-with-parent";
  private static final String TIMEOUT = "--timeout";
  private static final String ADOPT = "--adopt";
  private static final int FIRST_PROCESS = 1;
  private static final String SIGNALS = "SIGNALS";

  @Override
  public void declare(CommandSpec spec) {
    spec.parser().stopAtPositional(true);
    spec.usageMessage().customSynopsis("ipc run [OPTION...] [--] COMMAND [ARGUMENT...]", "");
    spec.addPositional(
            Options.rest("COMMAND", "The program and its arguments; no shell is involved."))
        .addOption(
            Options.value(
                BLOCK, SIGNALS, "Start it with these signals blocked: RTMIN..RTMAX, HUP,USR1."))
        .addOption(Options.value(IGNORE, SIGNALS, "Start it with these signals ignored."))
        .addOption(
            Options.values(
                DESCRIPTOR,
                "N=FILE",
                "Open the file as its descriptor N: FILE or <FILE to read, >FILE to write,"
                    + " >>FILE to append, <>FILE for both, &M for this command's descriptor M."))
        .addOption(Options.value(Options.DIRECTORY, "DIR", "Its working directory."))
        .addOption(Options.values(VARIABLE, "NAME=VALUE", "Set a variable of its environment."))
        .addOption(Options.flag(EMPTY, "Give it only the variables that --env sets."))
        .addOption(
            Options.flag(SESSION, "Make it the leader of a new session, without a terminal."))
        .addOption(Options.flag(GROUP, "Make it the leader of a new process group."))
        .addOption(
            Options.flag(
                ADOPT,
                "Adopt the processes that it leaves behind, so that none stays a zombie; automatic if this command is the first process of a container."))
        .addOption(Options.value(DEATH, "SIGNAL", "Send it this signal when this command dies."))
        .addOption(
            Options.value(
                TIMEOUT,
                "D",
                "Send it TERM after this long, and KILL 5 s later: 500ms, 10s. With --group or --session, also to all that it has started."));
  }

  @Override
  public void run(Invocation invocation) throws IOException, InterruptedException {
    Arguments arguments = invocation.arguments();
    boolean group = arguments.has(GROUP) || arguments.has(SESSION);
    if (arguments.has(ADOPT)) {
      Relatives.adoptOrphans(true);
    }
    if (arguments.has(ADOPT) || ProcessIds.own() == FIRST_PROCESS) {
      Relatives.reapOrphans();
    }
    new Supervisor(spawn(arguments), group).run(arguments.duration(TIMEOUT));
  }

  private static Spawn spawn(Arguments arguments) {
    List<String> words = arguments.rest();
    if (words.isEmpty()) {
      throw new UsageException("no command is given; see 'ipc run --help'");
    }
    try {
      return configured(Spawn.of(words).keepIgnored(), arguments);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Spawn configured(Spawn spawn, Arguments arguments) {
    arguments.directory().ifPresent(spawn::directory);
    if (arguments.has(EMPTY)) {
      spawn.environment(Map.of());
    }
    for (String variable : arguments.texts(VARIABLE)) {
      split(VARIABLE, variable, "NAME=VALUE", spawn::environment);
    }
    for (String descriptor : arguments.texts(DESCRIPTOR)) {
      split(
          DESCRIPTOR,
          descriptor,
          "N=FILE",
          (number, file) -> spawn.descriptor(number(number), redirect(file)));
    }
    when(arguments, BLOCK, signals -> spawn.block(SignalWords.numbers(signals)));
    when(arguments, IGNORE, signals -> spawn.ignore(SignalWords.numbers(signals)));
    when(arguments, DEATH, signal -> spawn.signalAtParentDeath(SignalWords.numbers(signal)[0]));
    if (arguments.has(SESSION)) {
      spawn.session();
    } else if (arguments.has(GROUP)) {
      spawn.group(0);
    }
    return spawn;
  }

  private static void when(Arguments arguments, String option, Consumer<String> action) {
    arguments.text(option).ifPresent(action);
  }

  /** What is done with both sides of an equals sign. */
  @FunctionalInterface
  private interface Pair {
    void accept(String left, String right);
  }

  private static void split(String option, String text, String form, Pair action) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(option + "=" + text + " is not " + form);
    }
    action.accept(text.substring(0, equals), text.substring(equals + 1));
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("descriptor=" + text + " is not a number");
    }
    return Integer.parseInt(text);
  }

  private static int inherited(int fd) {
    if (!InheritedDescriptors.has(fd)) {
      throw new IllegalArgumentException(
          "descriptor=" + fd + " of this process is closed: it was started without");
    }
    return fd;
  }

  private static Redirect redirect(String file) {
    try {
      if (file.startsWith("&")) {
        return Redirect.inherit(inherited(number(file.substring(1))));
      } else if (file.startsWith("<>")) {
        return Redirect.readWrite(NativeText.path(file.substring(2)));
      } else if (file.startsWith(">>")) {
        return Redirect.append(NativeText.path(file.substring(2)));
      } else if (file.startsWith(">")) {
        return Redirect.to(NativeText.path(file.substring(1)));
      }
      return Redirect.from(NativeText.path(file.startsWith("<") ? file.substring(1) : file));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(file + " is not a valid path: " + e.getReason(), e);
    }
  }
}
