package org.javaipc.cli.bench;

import java.io.IOException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.io.Held;
import org.javaipc.cli.peer.JobProcess;
import org.javaipc.cli.peer.PeerJob;
import org.javaipc.cli.peer.Run;

/** Two processes that are joined by channels, ready to measure again and again. */
public final class Session implements AutoCloseable {
  private final Setup setup;
  private final Held<JobProcess> peer;
  private final Held<Receiver> receiver;
  private final Link link;
  private final Client client;

  private Session(Setup setup, Held<JobProcess> peer, Held<Receiver> receiver, Link link) {
    this.setup = setup;
    this.peer = peer;
    this.receiver = receiver;
    this.link = link;
    this.client = new Client(link);
  }

  /**
   * Joins a second process.
   *
   * @param run starts it
   */
  public static Session start(Setup setup, Run run) throws IOException, InterruptedException {
    String there = run.place(setup.named("-there"));
    String back = run.place(setup.named("-back"));
    try (Unwinding unwinding = new Unwinding()) {
      Held<Receiver> receiver = unwinding.add(run.receiver(back));
      setup.check(receiver.get().maxMessage());
      Held<JobProcess> peer =
          unwinding.add(
              run.startPeer(ServerJob.NAME, there, back, Integer.toString(setup.job().size())));
      peer.get().await(PeerJob.READY);
      Sender sender = unwinding.add(run.sender(there));
      Link link = new ChannelLink(receiver.get(), sender, true, setup.job().size());
      Session session = new Session(setup, peer, receiver, link);
      unwinding.keep();
      return session;
    }
  }

  /** Measures once. */
  public Measurement run(Amount amount) throws IOException, InterruptedException {
    try {
      return new Measurement(setup, client.measure(setup.job(), amount));
    } catch (PeerClosedException e) {
      throw peer.get().reason(e);
    }
  }

  /** Ends the second process. */
  @Override
  public void close() throws IOException {
    try (peer;
        receiver;
        link) {}
  }
}
