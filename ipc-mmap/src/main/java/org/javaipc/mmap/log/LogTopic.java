package org.javaipc.mmap.log;

import java.nio.file.Path;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.IpcException;
import org.javaipc.Topic;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.core.topic.BellSubscription;
import org.javaipc.spi.TopicOptions;
import org.jspecify.annotations.Nullable;

/** A topic over a log: publishers append, and each subscription reads from its own place. */
public final class LogTopic implements Topic {
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.PEER_DEATH,
          Capability.DURABLE,
          Capability.VIRTUAL_THREADS);

  private final Address address;
  private final TopicOptions options;
  private final LogOptions own;
  private final Path folder;
  private final Bell bell;

  /**
   * Describes a topic; nothing is opened.
   *
   * @param address of the topic
   * @param options that every topic has
   * @param own options of logs
   * @param folder of the log, whose parent exists and is trusted
   * @param bell beside the log
   */
  public LogTopic(Address address, TopicOptions options, LogOptions own, Path folder, Bell bell) {
    this.address = address;
    this.options = options;
    this.own = own;
    this.folder = folder;
    this.bell = bell;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public TopicPublisher publisher() throws IpcException, InterruptedException {
    boolean alone = options.channel().senders().orElse(0) == 1;
    LogWriter writer = LogWriter.open(folder, stated(), options.channel().access().mode(), alone);
    LogPublisher publisher = null;
    try {
      publisher = new LogPublisher(address, writer, bell.publisher());
      return publisher;
    } finally {
      if (publisher == null) {
        writer.close();
      }
    }
  }

  @Override
  public TopicSubscription subscribe() throws IpcException, InterruptedException {
    Place place =
        own.name().isPresent()
            ? Place.open(folder, own.name().get(), options.channel().access().mode())
            : null;
    BellSubscription bellEnd = null;
    LogSubscription subscription = null;
    try {
      bellEnd = bell.subscribe();
      subscription = new LogSubscription(address, folder, start(place), stated(), place, bellEnd);
      return subscription;
    } finally {
      if (subscription == null) {
        close(place, bellEnd);
      }
    }
  }

  private Stated stated() {
    return new Stated(address, options.channel().type(), own.limits());
  }

  private LogStart start(@Nullable Place place) throws IpcException {
    LogStart stated = own.start().orElse(place == null ? new LogStart.End() : new LogStart.Start());
    return place == null ? stated : place.start(stated);
  }

  private static void close(@Nullable Place place, @Nullable TopicSubscription bellEnd)
      throws IpcException {
    if (place != null) {
      place.close();
    }
    if (bellEnd != null) {
      bellEnd.close();
    }
  }
}
