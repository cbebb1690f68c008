package org.javaipc.bench;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.javaipc.MessageHandler;
import org.javaipc.cli.bench.Link;
import org.jspecify.annotations.Nullable;

/**
 * Aeron IPC by exclusive publications, polled in batches. The media driver lives in the server: in a
 * thread of its own ({@code driver=shared}, which sleeps by itself) or called by the thread that polls
 * ({@code driver=invoker}).
 */
final class AeronLink implements Link {
  private static final int LONGEST_FRAME = 65_504;
  private static final int POLLS_PER_DUTY = 64;
  private static final int LARGE_BATCH = 32;

  private final @Nullable MediaDriver driver;
  private final @Nullable AgentInvoker duty;
  private final Aeron aeron;
  private final Subscription subscription;
  private final Image image;
  private final ExclusivePublication publication;
  private final MemorySegment message;
  private final UnsafeBuffer source;
  private final FragmentHandler fragments;
  private MessageHandler handler = (segment, offset, length) -> {};
  private @Nullable ByteBuffer lastBuffer;
  private MemorySegment lastSegment = MemorySegment.NULL;
  private int messages;
  private int polls;

  AeronLink(Map<String, String> options, Path folder, boolean isClient, int longest) {
    boolean isInvoked = options.getOrDefault("driver", "invoker").equals("invoker");
    int term = Integer.parseInt(options.getOrDefault("term", "1024")) << 10;
    String directory = folder.resolve("aeron").toString();
    driver =
        isClient
            ? null
            : MediaDriver.launchEmbedded(
                new MediaDriver.Context()
                    .aeronDirectoryName(directory)
                    .dirDeleteOnShutdown(true)
                    .threadingMode(isInvoked ? ThreadingMode.INVOKER : ThreadingMode.SHARED)
                    .ipcMtuLength(longest > 1024 ? LONGEST_FRAME : 1408)
                    .ipcTermBufferLength(Math.max(term, Integer.highestOneBit(longest) << 4)));
    duty = driver == null ? null : driver.sharedAgentInvoker();
    Aeron.Context context = new Aeron.Context().aeronDirectoryName(directory);
    if (duty != null) {
      context.driverAgentInvoker(duty).useConductorAgentInvoker(true);
    }
    aeron = Aeron.connect(context.idleStrategy(NoOpIdleStrategy.INSTANCE));
    subscription = aeron.addSubscription("aeron:ipc", isClient ? 2 : 1);
    publication = aeron.addExclusivePublication("aeron:ipc", isClient ? 1 : 2);
    while (!subscription.isConnected() || !publication.isConnected()) {
      doDuty();
      Thread.onSpinWait();
    }
    image = subscription.imageAtIndex(0);
    message = Arena.global().allocate(longest, 64);
    source = new UnsafeBuffer(message.asByteBuffer());
    FragmentHandler whole =
        (buffer, offset, length, header) -> {
          handler.onMessage(segment(buffer), buffer.wrapAdjustment() + offset, length);
          messages++;
        };
    fragments =
        longest > publication.maxPayloadLength() ? new FragmentAssembler(whole, longest) : whole;
  }

  /** The memory of a buffer; fragments lie in a few buffers, over and over. */
  @SuppressWarnings("ReferenceEquality") // the same buffer object comes again and again
  private MemorySegment segment(DirectBuffer buffer) {
    ByteBuffer bytes = buffer.byteBuffer();
    if (bytes == null) {
      return MemorySegment.ofArray(buffer.byteArray());
    }
    if (bytes != lastBuffer) {
      lastBuffer = bytes;
      lastSegment = MemorySegment.ofBuffer(bytes.duplicate().clear());
    }
    return lastSegment;
  }

  private void doDuty() {
    if (duty != null) {
      duty.invoke();
      aeron.conductorAgentInvoker().invoke();
    }
  }

  @Override
  public MemorySegment message() {
    return message;
  }

  @Override
  public boolean offer(int length) {
    long result = publication.offer(source, 0, length);
    if (result > 0) {
      return true;
    }
    if (result != Publication.BACK_PRESSURED && result != Publication.ADMIN_ACTION) {
      throw new IllegalStateException(Publication.errorString(result));
    }
    doDuty();
    return false;
  }

  @Override
  public int poll(MessageHandler newHandler, int limit) {
    handler = newHandler;
    messages = 0;
    image.poll(fragments, limit);
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
