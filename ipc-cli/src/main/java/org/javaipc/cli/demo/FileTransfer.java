package org.javaipc.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.PeerClosedException;
import org.javaipc.Sender;
import org.javaipc.cli.bench.Percentiles;
import org.javaipc.cli.bench.Stamp;
import org.javaipc.cli.peer.JobProcess;
import org.javaipc.cli.peer.PeerJob;
import org.javaipc.cli.peer.Run;

/**
 * Moves a file to a second process over one channel: each message is a {@link Stamp} and the next
 * piece of the file, read straight into the channel. Between windows the far end digests what it
 * has, and the clock stands still.
 */
public final class FileTransfer {
  private static final long LONGEST_MESSAGE = 64 * 1024;

  private final SourceFile file;
  private final Run run;

  /**
   * Makes the transfer.
   *
   * @param file to move
   * @param run starts the second process
   */
  public FileTransfer(SourceFile file, Run run) {
    this.file = file;
    this.run = run;
  }

  /** {@return how it went over the channel of an address} */
  public Outcome over(Address address) throws IOException, InterruptedException {
    String place = run.place(address);
    try (var held = run.startPeer(DigestJob.NAME, place)) {
      JobProcess peer = held.get();
      peer.await(PeerJob.READY);
      try {
        send(peer, place);
      } catch (PeerClosedException e) {
        throw peer.reason(e);
      }
      return outcome(address.scheme(), peer.await(DigestJob.DONE));
    }
  }

  private void send(JobProcess peer, String place) throws IOException, InterruptedException {
    try (Sender sender = run.sender(place)) {
      long longest = Math.min(LONGEST_MESSAGE, sender.maxMessage()) - Stamp.BYTES;
      for (long done = 0; done < file.size(); done += Window.BYTES) {
        if (done > 0) {
          send(sender, done, 0);
          peer.await(DigestJob.NEXT);
        }
        sendWindow(sender, done, Math.min(file.size(), done + Window.BYTES), longest);
      }
    }
  }

  private void sendWindow(Sender sender, long from, long to, long longest)
      throws IOException, InterruptedException {
    for (long position = from; position < to; position += longest) {
      send(sender, position, Math.min(longest, to - position));
    }
  }

  private void send(Sender sender, long position, long length)
      throws IOException, InterruptedException {
    try (Claim claim = sender.claim(Stamp.BYTES + length)) {
      ByteBuffer room =
          claim.segment().asSlice(claim.offset() + Stamp.BYTES, length).asByteBuffer();
      file.read(room, position);
      Stamp.put(claim.segment(), claim.offset());
      claim.commit();
    }
  }

  private Outcome outcome(String scheme, List<String> words) {
    long bytes = Long.parseLong(words.get(1));
    return new Outcome(
        scheme,
        bytes,
        Long.parseLong(words.get(0)),
        Long.parseLong(words.get(2)),
        Percentiles.parse(words.subList(4, words.size())),
        bytes == file.size() && words.get(3).equals(file.sha256()));
  }
}
