package org.javaipc.spring;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.javaipc.Codec;

/** An order as text, such as {@code 100 buy}. */
final class OrderCodec implements Codec<Order> {
  @Override
  public String type() {
    return "order/1";
  }

  @Override
  public long encode(Order order, MemorySegment segment, long offset, long room) {
    byte[] bytes = (order.amount() + " " + order.side()).getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= room) {
      MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }
    return bytes.length;
  }

  @Override
  public Order decode(MemorySegment segment, long offset, long length) throws IOException {
    String text =
        new String(
            segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    String[] parts = text.split(" ", -1);
    if (parts.length != 2) {
      throw new IOException("'" + text + "' is not an amount and a side");
    }
    return new Order(Integer.parseInt(parts[0]), parts[1]);
  }
}
