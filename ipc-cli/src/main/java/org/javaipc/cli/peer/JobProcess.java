package org.javaipc.cli.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.PeerClosedException;

/**
 * A second process, which does a {@link PeerJob}: this side of it. Lines go to its standard input,
 * its answers come from its standard output. It ends when its standard input does, so it never
 * outlives this process.
 */
public final class JobProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;
  private final BufferedReader answers;

  private JobProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param argumentCount how many of the words that started this process are arguments of {@code
   *     ipc}
   * @param job and what it is given
   */
  public static JobProcess start(int argumentCount, String... job) throws IOException {
    List<String> words = new ArrayList<>(OwnCommandLine.withoutArguments(argumentCount));
    words.add(PeerJob.COMMAND);
    words.addAll(List.of(job));
    return new JobProcess(
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Tells it something, on one line. */
  public void tell(String line) throws IOException {
    try {
      var out = process.getOutputStream();
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw ended();
    }
  }

  /**
   * Waits for an answer.
   *
   * @param answer its first word
   * @return the words after it
   * @throws PeerFailedException if it says instead why it failed, or ends
   */
  public List<String> await(String answer) throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw ended();
    }
    List<String> words = List.of(line.split(" ", -1));
    if (words.getFirst().equals(PeerJob.FAILED)) {
      String message = String.join(" ", words.subList(2, words.size()));
      throw new PeerFailedException(Integer.parseInt(words.get(1)), message);
    }
    if (!words.getFirst().equals(answer)) {
      throw new IOException("the second process said '" + line + "' instead of " + answer);
    }
    return words.subList(1, words.size());
  }

  /**
   * {@return why the channel to this process broke}
   *
   * @param broken what this side of the channel saw
   */
  public IOException reason(PeerClosedException broken) {
    try {
      await(PeerJob.FAILED);
      return broken;
    } catch (PeerFailedException said) {
      said.addSuppressed(broken);
      return said;
    } catch (IOException e) {
      broken.addSuppressed(e);
      return broken;
    }
  }

  private IOException ended() throws IOException {
    try {
      return new PeerFailedException(
          PeerFailedException.DIED,
          "the second process ended early, with exit code " + process.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Lets it end, and waits until it has; kills it if that takes seconds. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
