package com.example;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What both programs agree on: where they meet, and 16 bytes for a quote or an order. */
final class Market {
  static final String QUOTES = "shm:quotes?slow=wait&end=last";
  static final String ORDERS = "shm:orders?type=order/1&connect=30s";
  static final long LENGTH = 16;

  private static final ValueLayout.OfLong NUMBER =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Market() {}

  /** Writes the number of a quote and its price; allocates nothing. */
  static void put(MemorySegment segment, long offset, long number, long price) {
    segment.set(NUMBER, offset, number);
    segment.set(NUMBER, offset + 8, price);
  }

  static long number(MemorySegment segment, long offset) {
    return segment.get(NUMBER, offset);
  }

  static long price(MemorySegment segment, long offset) {
    return segment.get(NUMBER, offset + 8);
  }
}
