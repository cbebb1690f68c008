package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.javaipc.AccessPolicy;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.WrongKindException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.liveness.ExistingFile;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.TopicRegion;
import org.javaipc.spi.TopicStore;

/**
 * Topics in files of a {@link RuntimeDirectory}: {@code prices.shm}, which all ends share and the last one removes, and
 * {@code prices.shm-sub-3} for each subscription.
 *
 * <p>All methods may be called from any thread.
 */
public final class FileTopicStore implements TopicStore {
  /** What follows the name of a topic's file in that of a subscription to it, before a number. */
  public static final String SUBSCRIPTION = "-sub-";

  private final RuntimeDirectory directory;
  private final String name;
  private final RegionFormat subscriptions;
  private final RegionStore channels;
  private final AccessPolicy policy;

  /**
   * Names a place for a topic; accesses nothing.
   *
   * @param directory of the files
   * @param name of the topic's file, such as {@code prices.shm}
   * @param subscriptions format of the regions of subscriptions
   * @param channels where a channel of the same name would be
   * @param policy mode of new files, and which owners are accepted
   */
  public FileTopicStore(
      RuntimeDirectory directory,
      String name,
      RegionFormat subscriptions,
      RegionStore channels,
      AccessPolicy policy) {
    RuntimeDirectory.requireFree(name);
    this.directory = directory;
    this.name = name;
    this.subscriptions = subscriptions;
    this.channels = channels;
    this.policy = policy;
  }

  @Override
  public TopicRegion join(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    try {
      return tryJoin(size, reserved, initializer);
    } catch (WrongKindException e) {
      if (channels.removeLeftover()) { // a channel's, whose receiver was killed
        return tryJoin(size, reserved, initializer);
      }
      throw e;
    }
  }

  private TopicRegion tryJoin(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    var _ = removeLeftover();
    return new FileTopicRegion(
        RefCountedRegion.join(
            directory, name, RegionKinds.TOPIC, size, reserved, policy, initializer));
  }

  @Override
  public Optional<TopicRegion> find() throws IpcException {
    if (removeLeftover()) {
      return Optional.empty();
    }
    return RefCountedRegion.find(directory, name, RegionKinds.TOPIC, policy)
        .map(FileTopicRegion::new);
  }

  /** {@inheritDoc} The start is read, not mapped, so a truncated file does no harm. */
  @Override
  public Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    Optional<ExistingFile> found = ExistingFile.openForReading(directory, name, policy);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Descriptor file = found.get().descriptor()) {
      return Optional.of(
          new RegionSnapshot(
              toString(),
              found.get().header(length),
              found.get().status().size(),
              LockByte.MEMBER.of(file).conflict().isPresent()
                  ? ChannelStatus.State.LIVE
                  : ChannelStatus.State.LEFT,
              slot -> ProcessSlot.pid(directory, slot)));
    }
  }

  @Override
  public boolean removeLeftover() throws IpcException {
    return RefCountedRegion.removeLeftover(directory, name, RegionKinds.TOPIC, policy);
  }

  @Override
  public RegionStore subscription(int index) {
    return new FileRegionStore(directory, name + SUBSCRIPTION + index, subscriptions, policy);
  }

  @Override
  public String toString() {
    return directory.pathOf(name);
  }
}
