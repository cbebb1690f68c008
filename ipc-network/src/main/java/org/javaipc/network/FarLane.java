package org.javaipc.network;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/** What the two sides of a lane are made of. */
final class FarLane {
  /** Who this process is, for messages to people elsewhere. */
  static final String WHO = "pid " + ProcessHandle.current().pid();

  /** Where nothing is kept: for a channel that is only to check its options. */
  static final RegionStore NOWHERE =
      new RegionStore() {
        @Override
        public SharedRegion create(
            long size, long reserved, ObjLongConsumer<MemorySegment> initializer) {
          throw new IllegalStateException("nothing is kept here");
        }

        @Override
        public Optional<SharedRegion> open() {
          return Optional.empty();
        }
      };

  private FarLane() {}

  /** Refuses a client that states another type. */
  static void checkType(FarHello hello, Optional<String> type) throws FarRefusedException {
    if (hello.type().isPresent() && type.isPresent() && !hello.type().equals(type)) {
      throw new FarRefusedException(FarRefusal.of(FarRefusal.Reason.TYPE, type.get()));
    }
  }

  /** {@return the options with which somebody joins who states these limits, and does not wait} */
  static ChannelOptions stated(ChannelOptions own, FarHello hello) {
    return of(own, hello.capacity(), hello.maxMessage(), hello.senders(), Duration.ZERO);
  }

  /** {@return the options of one end of a lane whose limits are known} */
  static ChannelOptions known(ChannelOptions own, long capacity, long maxMessage) {
    return limits(own, OptionalLong.of(capacity), OptionalLong.of(maxMessage));
  }

  /** {@return the options of one end of a lane with these limits} */
  static ChannelOptions limits(ChannelOptions own, OptionalLong capacity, OptionalLong maxMessage) {
    return of(own, capacity, maxMessage, OptionalLong.of(1), Duration.ZERO);
  }

  private static ChannelOptions of(
      ChannelOptions own,
      OptionalLong capacity,
      OptionalLong maxMessage,
      OptionalLong senders,
      Duration connect) {
    return new ChannelOptions(
        capacity,
        maxMessage,
        senders,
        false,
        own.access(),
        own.waiting(),
        connect,
        true,
        false,
        Optional.empty(),
        own.directory(),
        true);
  }
}
