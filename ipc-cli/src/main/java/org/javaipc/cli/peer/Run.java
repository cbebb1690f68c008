package org.javaipc.cli.peer;

import java.io.IOException;
import org.javaipc.Address;
import org.javaipc.IpcContext;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.io.Cleanup;
import org.javaipc.cli.io.Held;

/**
 * One run of a command that needs a second process: makes what is closed, and removes what is left,
 * when the command ends, however that is.
 */
public final class Run implements AutoCloseable {
  private final IpcContext ipc;
  private final Cleanup cleanup;
  private final int argumentCount;
  private final Held<RunDirectory> directory;

  /**
   * Begins.
   *
   * @param ipc makes the channels
   * @param cleanup closes what is open if the process ends early
   * @param argumentCount how many of the words that started this process are arguments of {@code
   *     ipc}
   */
  public Run(IpcContext ipc, Cleanup cleanup, int argumentCount) throws IOException {
    this.ipc = ipc;
    this.cleanup = cleanup;
    this.argumentCount = argumentCount;
    this.directory = cleanup.hold(RunDirectory::create);
  }

  /** {@return the text of an address, in the run's own directory unless it says where it is} */
  public String place(Address address) {
    return directory.get().within(address).toString();
  }

  /** {@return a second process that does a job} */
  public Held<JobProcess> startPeer(String... job) throws IOException {
    return cleanup.hold(() -> JobProcess.start(argumentCount, job));
  }

  /** {@return the receiving end of a channel} */
  public Held<Receiver> receiver(String address) throws IOException {
    return cleanup.hold(() -> ipc.receiver(address));
  }

  /** {@return the sending end of a channel, which leaves nothing behind} */
  public Sender sender(String address) throws IOException, InterruptedException {
    return ipc.sender(address);
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
