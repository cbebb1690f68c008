package org.javaipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.javaipc.IpcException;

/**
 * Command lines that {@code /bin/sh} interprets, like {@code system} and {@code popen} in C. Never insert untrusted
 * words into one; {@link Spawn} passes words on unchanged.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/system.3.html">system(3)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/popen.3.html">popen(3)</a>
 */
public final class Shell {
  private static final String SHELL = "/bin/sh";

  private Shell() {}

  /**
   * {@return a command line to start, with redirections, directory and so on to be chosen}
   *
   * @param commandLine for the shell
   */
  public static Spawn of(String commandLine) {
    return Spawn.of(SHELL, "-c", commandLine);
  }

  /**
   * Runs a command line with the standard streams of this process, and waits for it. Unlike in C, this process does
   * not ignore SIGINT and SIGQUIT meanwhile.
   *
   * @param commandLine for the shell
   * @return how the shell ended; 127 is its code for a command that it did not find
   * @throws IpcException if the shell cannot be started
   * @throws InterruptedException if the thread is interrupted while it waits; the command is killed
   */
  public static ExitStatus system(String commandLine) throws IpcException, InterruptedException {
    Child child = of(commandLine).start();
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      child.kill();
      throw e;
    }
  }

  /**
   * Starts a command line whose output this process reads.
   *
   * @param commandLine for the shell
   * @return the output, and how it ends
   * @throws IpcException if the shell cannot be started
   */
  public static Reading popenToRead(String commandLine) throws IpcException {
    Child child = of(commandLine).output(Redirect.read()).start();
    return new Reading(child, child.inputFrom(1));
  }

  /**
   * Starts a command line whose input this process writes.
   *
   * @param commandLine for the shell
   * @return the input, and how it ends
   * @throws IpcException if the shell cannot be started
   */
  public static Writing popenToWrite(String commandLine) throws IpcException {
    Child child = of(commandLine).input(Redirect.written()).start();
    return new Writing(child, child.outputTo(0));
  }

  /**
   * A command whose output is read.
   *
   * @param child that runs it
   * @param output of the command, to its end
   */
  public record Reading(Child child, InputStream output) implements AutoCloseable {
    /**
     * Closes this process's end, as {@code pclose} does: a command that still writes gets SIGPIPE.
     *
     * @return how the command ended
     * @throws IOException if its status is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ExitStatus finish() throws IOException, InterruptedException {
      output.close();
      return child.waitFor();
    }

    /** Closes this process's end without waiting. */
    @Override
    public void close() throws IOException {
      output.close();
    }
  }

  /**
   * A command whose input is written.
   *
   * @param child that runs it
   * @param input of the command
   */
  public record Writing(Child child, OutputStream input) implements AutoCloseable {
    /**
     * Closes this process's end, as {@code pclose} does, so that the command sees the end of its input.
     *
     * @return how the command ended
     * @throws IOException if its status is lost
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public ExitStatus finish() throws IOException, InterruptedException {
      input.close();
      return child.waitFor();
    }

    /** Closes this process's end without waiting. */
    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}
