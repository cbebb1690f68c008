package org.javaipc.network;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/** Builds the two ends of a lane. */
final class FarLane {
  /** Describes this process, for messages on other machines. */
  static final String WHO = "pid " + ProcessHandle.current().pid();

  /** A store that keeps nothing, for a channel that only checks its options. */
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

  /** Refuses a client that states a different type. */
  static void checkType(FarHello hello, Optional<String> type) throws FarRefusedException {
    if (hello.type().isPresent() && type.isPresent() && !hello.type().equals(type)) {
      throw new FarRefusedException(FarRefusal.of(FarRefusal.Reason.TYPE, type.get()));
    }
  }

  /** {@return the options for joining with these limits, without waiting} */
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
