package org.javaipc.cli.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Sender;
import org.javaipc.mmap.log.LogReader;
import org.javaipc.mmap.log.LogStart;

/** Sends what a log has, with the pauses that were between. The checksum of each record is verified before it is sent. */
public final class Replay implements AutoCloseable {
  private final Path path;
  private final LogReader reader;
  private long count;
  private long bytes;

  private Replay(Path path, LogReader reader) {
    this.path = path;
    this.reader = reader;
  }

  /** {@return the replay of a log, which is there} */
  public static Replay open(Path path, LogStart start) throws IOException {
    if (Files.notExists(path)) {
      throw new NoSuchObjectException(path + ": no such recording", "ENOENT");
    }
    return new Replay(path, LogReader.open(path, start));
  }

  /** Sends up to a number of messages, or all that the log has now. */
  public void run(Sender sender, Speed speed, long most, LongConsumer progress)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long firstTime = 0;
    while (count < most && reader.read()) {
      firstTime = count == 0 ? reader.time() : firstTime;
      sleepUntil(start + speed.nanos(reader.time() - firstTime));
      sender.send(reader.segment(), reader.offset(), reader.length());
      count++;
      bytes += reader.length();
      progress.accept(reader.length());
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long left = time - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  /** {@return what was replayed, for people} */
  public String summary() {
    return "replayed messages=%d bytes=%d from %s".formatted(count, bytes, path);
  }

  @Override
  public void close() {
    reader.close();
  }
}
