package org.javaipc.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.javaipc.IpcException;
import org.javaipc.linux.process.SpawnRequest;
import org.javaipc.linux.signal.SignalNumbers;
import org.javaipc.spi.NativeEnvironment;
import org.javaipc.spi.NativeText;

/**
 * A program to run, and how to run it: the common part of {@link Spawn}, {@link Exec} and {@link Daemon}. Each method
 * changes this object and returns it. For one thread.
 *
 * <ul>
 *   <li>A name without a slash is looked up in the PATH of the program's environment, as execvp(3)
 *       does; no shell is involved. A path is relative to the program's directory.
 *   <li>The program gets this process's environment, directory, and descriptors 0, 1 and 2, unless you choose
 * otherwise. Every other descriptor is closed, whether or not it is marked close-on-exec.
 *   <li>It starts with no signal blocked and every disposition at its default, unless you choose otherwise; it does
 * not inherit what the JVM blocks or ignores.
 * </ul>
 *
 * @param <S> the type itself
 */
public abstract sealed class Launch<S extends Launch<S>> permits Spawn, Exec, Daemon {
  private static final int LARGEST_NUMBER = 1023;
  private static final String SHELL = "/bin/sh";

  private final String program;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>(NativeEnvironment.all());
  private final TreeMap<Integer, Redirect> redirects = new TreeMap<>();
  private Optional<Path> directory = Optional.empty();
  private long blocked;
  private long ignored;
  private boolean keepsIgnored;

  Launch(String program, Collection<String> arguments) {
    this.program = text("program", program);
    if (program.isEmpty()) {
      throw new IllegalArgumentException("program is empty");
    }
    arguments(arguments);
  }

  abstract S self();

  /**
   * Adds arguments.
   *
   * @param more of them, after the existing ones
   * @return this
   * @throws IllegalArgumentException if one holds a zero character
   */
  public final S arguments(Collection<String> more) {
    more.forEach(argument -> arguments.add(text("argument", argument)));
    return self();
  }

  /**
   * Adds arguments.
   *
   * @param more of them, after the existing ones
   * @return this
   * @throws IllegalArgumentException if one holds a zero character
   */
  public final S arguments(String... more) {
    return arguments(List.of(more));
  }

  /**
   * Sets a variable of the environment.
   *
   * @param name of the variable
   * @param value of it
   * @return this
   * @throws IllegalArgumentException if the name is empty or holds {@code =}, or either holds a zero
   *     character
   */
  public final S environment(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException(
          "variable=" + name + " is not a valid name for a variable");
    }
    environment.put(text("variable", name), text(name, value));
    return self();
  }

  /**
   * Sets the whole environment: nothing of this process's remains.
   *
   * @param variables all of them
   * @return this
   * @throws IllegalArgumentException as for one variable
   */
  public final S environment(Map<String, String> variables) {
    environment.clear();
    variables.forEach(this::environment);
    return self();
  }

  /**
   * Removes a variable from the environment.
   *
   * @param name of the variable
   * @return this
   */
  public final S withoutEnvironment(String name) {
    environment.remove(name);
    return self();
  }

  /**
   * Sets the working directory of the program; that of this process does not change.
   *
   * @param path of the directory
   * @return this
   */
  public final S directory(Path path) {
    directory = Optional.of(NativeText.absolute(path));
    return self();
  }

  /**
   * Sets a descriptor of the program.
   *
   * @param number that the program sees, 0..1023
   * @param redirect what it finds there
   * @return this
   */
  public final S descriptor(int number, Redirect redirect) {
    if (number < 0 || number > LARGEST_NUMBER) {
      throw new IllegalArgumentException(
          "descriptor=" + number + " is not from 0 to " + LARGEST_NUMBER);
    }
    redirects.put(number, redirect);
    return self();
  }

  /**
   * Gives the program a descriptor of this process.
   *
   * @param number that the program sees, 0..1023
   * @param fd number that it has in this process, where it stays open
   * @return this
   */
  public final S descriptor(int number, int fd) {
    return descriptor(number, Redirect.inherit(fd));
  }

  /**
   * Sets the standard input of the program.
   *
   * @param redirect what it reads
   * @return this
   */
  public final S input(Redirect redirect) {
    return descriptor(0, redirect);
  }

  /**
   * Sets the standard output of the program.
   *
   * @param redirect where it writes
   * @return this
   */
  public final S output(Redirect redirect) {
    return descriptor(1, redirect);
  }

  /**
   * Sets the standard error of the program.
   *
   * @param redirect where it writes
   * @return this
   */
  public final S error(Redirect redirect) {
    return descriptor(2, redirect);
  }

  /**
   * Lets the program start with signals blocked.
   *
   * @param signals their numbers, 1..64, in addition to those that were given before; not 9 and 19
   * @return this
   */
  public final S block(int... signals) {
    blocked |= SignalNumbers.blockable(signals);
    return self();
  }

  /**
   * Lets the program start with signals ignored. Because posix_spawn(3) cannot do that, the program is started through
   * {@code /bin/sh}, which ignores the signals and then becomes the program.
   *
   * @param signals their numbers, 1..64, in addition to those that were given before; not 9 and 19
   * @return this
   */
  public final S ignore(int... signals) {
    ignored |= SignalNumbers.blockable(signals);
    return self();
  }

  /**
   * Lets the program ignore the signals that this process ignores, including those that it ignored from its own start.
   * This is for programs like {@code nohup} or {@code env}, which pass on what they were given.
   *
   * @return this
   */
  public final S keepIgnored() {
    keepsIgnored = true;
    return self();
  }

  /** {@return the program's name and arguments, for messages} */
  @Override
  public String toString() {
    return arguments.isEmpty() ? program : program + " " + String.join(" ", arguments);
  }

  final boolean has(int number) {
    return redirects.containsKey(number);
  }

  /** {@return what is to be done, the files that the program gets being open} */
  final Prepared prepare(OptionalInt group, boolean session, List<String> wrapper)
      throws IpcException {
    Path folder = directory.orElseGet(() -> NativeText.absolute(Path.of("")));
    if (directory.isPresent()) {
      WorkingDirectory.check(folder);
    }
    List<String> words = new ArrayList<>(wrapper);
    words.addAll(trap());
    boolean wrapped = !words.isEmpty();
    Path file = find(program, folder);
    words.add(wrapped ? NativeText.text(file) : program);
    words.addAll(arguments);
    Path first = wrapped ? find(words.getFirst(), folder) : file;
    return Prepared.open(
        redirects,
        numbers ->
            new SpawnRequest(
                first,
                List.copyOf(words),
                variables(),
                directory,
                numbers,
                blocked,
                keepsIgnored ? SignalNumbers.OF_LIBC : SignalNumbers.ALL,
                group,
                session));
  }

  private Path find(String name, Path folder) throws IpcException {
    return ProgramPath.find(name, Optional.ofNullable(environment.get("PATH")), folder);
  }

  private List<String> trap() {
    if (ignored == 0) {
      return List.of();
    }
    StringBuilder script = new StringBuilder("trap ''");
    for (int signal = 1; signal <= SignalNumbers.LAST; signal++) {
      if ((ignored & SignalNumbers.bit(signal)) != 0) {
        script.append(' ').append(signal);
      }
    }
    return List.of(SHELL, "-c", script + "; exec \"$@\"", SHELL);
  }

  private List<String> variables() {
    return environment.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toList();
  }

  private static String text(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " holds a zero character: " + text);
    }
    return text;
  }
}
