package com.example;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.javaipc.Codec;
import org.springframework.stereotype.Component;

/** An order in bytes: 4 for the amount, and the thing in UTF-8. */
@Component
class OrderCodec implements Codec<Order> {
  private static final ValueLayout.OfInt AMOUNT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public String type() {
    return "com.example.Order/1";
  }

  @Override
  public long encode(Order order, MemorySegment segment, long offset, long room) {
    byte[] thing = order.thing().getBytes(StandardCharsets.UTF_8);
    if (room >= 4 + thing.length) {
      segment.set(AMOUNT, offset, order.amount());
      MemorySegment.copy(thing, 0, segment, ValueLayout.JAVA_BYTE, offset + 4, thing.length);
    }
    return 4 + thing.length;
  }

  @Override
  public Order decode(MemorySegment segment, long offset, long length) throws IOException {
    if (length < 4) {
      throw new IOException("length=" + length + " is under 4");
    }
    byte[] thing = segment.asSlice(offset + 4, length - 4).toArray(ValueLayout.JAVA_BYTE);
    return new Order(segment.get(AMOUNT, offset), new String(thing, StandardCharsets.UTF_8));
  }
}
