package org.javaipc.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.ChannelInspector;

/**
 * A living topic, into whose memory, or that of a subscription, a peer writes; then its ends go on, others come, and somebody
 * looks. The first byte of an input says into which file, and what publishers do about slow subscriptions.
 */
final class TopicTarget implements Decoder.Target {
  private static final int DROPS = 2;

  private final String scheme;
  private final Workshop workshop = new Workshop();

  TopicTarget(String scheme) {
    this.scheme = scheme;
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        seed(0, 0, 8, 16, 24, 32, 40, 48, 56),
        seed(0, 128, 136, 256, 264),
        seed(2, 768, 776, 784, 896, 904, 912, 920, 928),
        seed(2, 1024, 1032, 1040, 1048, 1056, 1064, 1152),
        seed(2, 4096, 4104, 4128, 8192),
        seed(1, 0, 8, 16, 24, 32, 40),
        seed(3, 128, 136, 144, 256, 264, 272, 384));
  }

  private static byte[] seed(int first, int... places) {
    byte[] scribbles = Scribbles.seed(places);
    byte[] seed = new byte[1 + scribbles.length];
    seed[0] = (byte) first;
    System.arraycopy(scribbles, 0, seed, 1, scribbles.length);
    return seed;
  }

  private String address(String more) {
    return workshop.address(scheme, "x", more);
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    String slow = (input[0] & DROPS) == 0 ? "&patience=1ms" : "&slow=drop";
    String limits = "&capacity=4KiB&senders=2&subscribers=2&type=x" + slow;
    try (TopicPublisher publisher = Ipc.publisher(address(limits));
        TopicSubscription subscription = Ipc.subscribe(address("&history=3"))) {
      publisher.offer(new byte[20]);
      List<String> names = List.copyOf(workshop.files().keySet());
      Scribbles.write(input, 1, workshop.path(names.get(input[0] & 1)));
      for (Step step :
          List.<Step>of(
              () -> publisher.offer(new byte[30]),
              () -> take(subscription),
              this::look,
              () -> join(publisher, subscription),
              () -> publisher.offer(new byte[900]),
              () -> take(subscription))) {
        run(step);
      }
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
  }

  private static void take(TopicSubscription subscription) throws IpcException {
    subscription.poll((segment, offset, length) -> {}, 64);
    subscription.latest((segment, offset, length) -> {});
  }

  private void join(TopicPublisher publisher, TopicSubscription subscription) throws Exception {
    try (TopicSubscription other = Ipc.subscribe(address("&history=1KiB&type=x"));
        TopicPublisher another = Ipc.publisher(address(""))) {
      another.offer(new byte[10]);
      publisher.offer(new byte[10]);
      take(other);
      take(subscription);
    }
  }

  private void look() throws Exception {
    Optional<ChannelInspector> inspector =
        IpcContext.builder().build().topicProviders().stream()
            .filter(provider -> provider.scheme().equals(scheme))
            .filter(ChannelInspector.class::isInstance)
            .map(ChannelInspector.class::cast)
            .findFirst();
    inspector.orElseThrow().channels(Optional.of(workshop.directory()));
  }

  private static void run(Step step) throws Exception {
    try {
      step.run();
    } catch (IpcException e) {
      // told, and typed
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
