package org.javaipc.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.process.PipeEnds;

/**
 * Programs that run at the same time, each reading what the one before it writes, like {@code ls | wc -l} in a shell,
 * but with the status of each program.
 *
 * <pre>
 *   Pipeline pipeline = Pipeline.start(Spawn.of("ls"), Spawn.of("wc", "-l"));
 *   List&lt;ExitStatus&gt; statuses = pipeline.waitFor();
 * </pre>
 *
 * <p>The first reads and the last writes as their own redirections say, so that the whole can be fed
 * and read through {@link #first} and {@link #last}. May be used by any thread.
 */
public final class Pipeline {
  private final List<Child> children;

  private Pipeline(List<Child> children) {
    this.children = children;
  }

  /**
   * Starts the programs. If one cannot be started, those that were are killed.
   *
   * @param programs in order; their standard input and output are changed here, except for the first one's input and
   *     the last one's output
   * @return the pipeline, which runs
   * @throws IpcException as {@link Spawn#start}
   */
  public static Pipeline start(Spawn... programs) throws IpcException {
    return start(List.of(programs));
  }

  /**
   * Starts the programs. If one cannot be started, those that were are killed.
   *
   * @param programs in order, at least one
   * @return the pipeline, which runs
   * @throws IpcException as {@link Spawn#start}
   */
  public static Pipeline start(List<Spawn> programs) throws IpcException {
    if (programs.isEmpty()) {
      throw new IllegalArgumentException("programs is empty: a pipeline has at least one");
    }
    List<Child> children = new ArrayList<>();
    try {
      connect(programs, children);
      return new Pipeline(List.copyOf(children));
    } catch (IpcException | RuntimeException e) {
      for (Child child : children) {
        child.kill();
      }
      throw e;
    }
  }

  private static void connect(List<Spawn> programs, List<Child> children) throws IpcException {
    PipeEnds before = null;
    try {
      for (int i = 0; i < programs.size(); i++) {
        Spawn program = programs.get(i);
        PipeEnds after = i + 1 < programs.size() ? PipeEnds.create() : null;
        try (PipeEnds input = before) {
          before = after;
          if (input != null) {
            program.descriptor(0, input.reading().fd());
          }
          if (after != null) {
            program.descriptor(1, after.writing().fd());
          }
          children.add(program.start());
        }
      }
    } finally {
      if (before != null) {
        before.close();
      }
    }
  }

  /** {@return the children, in order} */
  public List<Child> children() {
    return children;
  }

  /** {@return the child at the beginning} */
  public Child first() {
    return children.getFirst();
  }

  /** {@return the child at the end, whose status a shell uses for the whole pipeline} */
  public Child last() {
    return children.getLast();
  }

  /**
   * Waits until all have ended.
   *
   * @return how each ended, in order
   * @throws IpcException if a status is lost
   * @throws InterruptedException if the thread is interrupted while it waits; they keep running
   */
  public List<ExitStatus> waitFor() throws IpcException, InterruptedException {
    List<ExitStatus> statuses = new ArrayList<>();
    for (Child child : children) {
      statuses.add(child.waitFor());
    }
    return statuses;
  }

  /**
   * Waits until all have ended, for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return how each ended, in order; empty if the timeout elapsed
   * @throws IpcException if a status is lost
   * @throws InterruptedException if the thread is interrupted while it waits; they keep running
   */
  public Optional<List<ExitStatus>> waitFor(Duration timeout)
      throws IpcException, InterruptedException {
    long deadline = System.nanoTime() + Timeouts.nanos(timeout);
    List<ExitStatus> statuses = new ArrayList<>();
    for (Child child : children) {
      Optional<ExitStatus> status = child.waitFor(Duration.ofNanos(deadline - System.nanoTime()));
      if (status.isEmpty()) {
        return Optional.empty();
      }
      statuses.add(status.get());
    }
    return Optional.of(statuses);
  }

  /**
   * Kills those that have not ended.
   *
   * @throws IpcException if the user has no permission
   */
  public void kill() throws IpcException {
    for (Child child : children) {
      child.kill();
    }
  }
}
