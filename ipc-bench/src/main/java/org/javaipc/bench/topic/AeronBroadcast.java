package org.javaipc.bench.topic;

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
 * Aeron IPC: one exclusive publication, a subscription in each other process. The media driver is called by the publisher's
 * thread, when there is no room and now and then, so that it takes no processor of its own.
 */
final class AeronBroadcast implements Broadcast {
  private static final int STREAM = 1;
  private static final int TERM = 1 << 20;
  private static final int OFFERS_PER_DUTY = 256;

  private final @Nullable MediaDriver driver;
  private final Aeron aeron;
  private final @Nullable ExclusivePublication publication;
  private final @Nullable Subscription subscription;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
  private final IdentityHashMap<ByteBuffer, MemorySegment> segments = new IdentityHashMap<>();
  private final FragmentHandler fragments;
  private MessageHandler handler = (segment, offset, length) -> {};
  private @Nullable ByteBuffer lastBuffer;
  private MemorySegment lastSegment = MemorySegment.NULL;
  private int offers;

  private AeronBroadcast(Path folder, boolean isPublisher) {
    String directory = folder.resolve("aeron").toString();
    driver = isPublisher ? launch(directory) : null;
    Aeron.Context context = new Aeron.Context().aeronDirectoryName(directory);
    if (driver != null) {
      context.driverAgentInvoker(driver.sharedAgentInvoker()).useConductorAgentInvoker(true);
      context.idleStrategy(NoOpIdleStrategy.INSTANCE);
    }
    aeron = Aeron.connect(context);
    publication = isPublisher ? aeron.addExclusivePublication("aeron:ipc", STREAM) : null;
    subscription = isPublisher ? null : aeron.addSubscription("aeron:ipc", STREAM);
    fragments =
        (buffer, offset, length, header) ->
            handler.onMessage(segment(buffer), buffer.wrapAdjustment() + offset, length);
  }

  static Broadcast open(Path folder, boolean isPublisher) {
    return new AeronBroadcast(folder, isPublisher);
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
  public void idle() {
    doDuty();
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
    if (result <= 0 || ++offers % OFFERS_PER_DUTY == 0) {
      doDuty();
    }
    return result > 0;
  }

  @Override
  public int poll(MessageHandler newHandler, int limit) {
    if (subscription == null) {
      return 0;
    }
    handler = newHandler;
    return subscription.poll(fragments, limit);
  }

  @Override
  public void close() {
    CloseHelper.quietCloseAll(publication, subscription, aeron, driver);
  }
}
