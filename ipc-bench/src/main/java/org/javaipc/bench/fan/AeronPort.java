package org.javaipc.bench.fan;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.javaipc.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * Aeron IPC: an exclusive publication for each sender, one subscription. The media driver is called by the
 * receiver's thread, so that it takes no processor of its own.
 */
final class AeronPort implements Port {
  private static final int STREAM = 1;
  private static final int TERM = 1 << 20;
  private static final int POLLS_PER_DUTY = 64;
  private static final int LARGE_BATCH = 32;

  private final @Nullable MediaDriver driver;
  private final Aeron aeron;
  private final @Nullable Subscription subscription;
  private final @Nullable ExclusivePublication publication;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
  private final IdentityHashMap<ByteBuffer, MemorySegment> segments = new IdentityHashMap<>();
  private final FragmentHandler fragments;
  private MessageHandler handler = (segment, offset, length) -> {};
  private @Nullable ByteBuffer lastBuffer;
  private MemorySegment lastSegment = MemorySegment.NULL;
  private int polls;

  private AeronPort(Path folder, boolean isReceiver) {
    String directory = folder.resolve("aeron").toString();
    driver = isReceiver ? launch(directory) : null;
    Aeron.Context context = new Aeron.Context().aeronDirectoryName(directory);
    if (driver != null) {
      context.driverAgentInvoker(driver.sharedAgentInvoker()).useConductorAgentInvoker(true);
    }
    aeron = Aeron.connect(context.idleStrategy(NoOpIdleStrategy.INSTANCE));
    subscription = isReceiver ? aeron.addSubscription("aeron:ipc", STREAM) : null;
    publication = isReceiver ? null : aeron.addExclusivePublication("aeron:ipc", STREAM);
    fragments =
        (buffer, offset, length, header) ->
            handler.onMessage(segment(buffer), buffer.wrapAdjustment() + offset, length);
  }

  static Port receiver(Path folder) {
    return new AeronPort(folder, true);
  }

  static Port sender(Path folder) {
    return new AeronPort(folder, false);
  }

  private static MediaDriver launch(String directory) {
    return MediaDriver.launchEmbedded(
        new MediaDriver.Context()
            .aeronDirectoryName(directory)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.INVOKER)
            .ipcTermBufferLength(TERM));
  }

  @SuppressWarnings("ReferenceEquality") // the same buffer objects come again and again
  private MemorySegment segment(DirectBuffer buffer) {
    ByteBuffer bytes = buffer.byteBuffer();
    if (bytes != lastBuffer) {
      lastBuffer = bytes;
      lastSegment =
          segments.computeIfAbsent(bytes, key -> MemorySegment.ofBuffer(key.duplicate().clear()));
    }
    return lastSegment;
  }

  private void doDuty() {
    if (driver != null) {
      driver.sharedAgentInvoker().invoke();
      aeron.conductorAgentInvoker().invoke();
    }
  }

  @Override
  public boolean offer(MemorySegment message) {
    if (publication == null) {
      return false;
    }
    if (source.addressOffset() != message.address()) {
      source.wrap(message.address(), LENGTH);
    }
    long result = publication.offer(source, 0, LENGTH);
    if (result <= 0
        && result != Publication.BACK_PRESSURED
        && result != Publication.ADMIN_ACTION
        && result != Publication.NOT_CONNECTED) {
      throw new IllegalStateException(Publication.errorString(result));
    }
    return result > 0;
  }

  @Override
  public int poll(MessageHandler newHandler, int limit) {
    if (subscription == null) {
      return 0;
    }
    handler = newHandler;
    int messages = subscription.poll(fragments, limit);
    if (messages > LARGE_BATCH || ++polls % POLLS_PER_DUTY == 0) {
      doDuty();
    }
    return messages;
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(publication, subscription, aeron, driver);
  }
}
