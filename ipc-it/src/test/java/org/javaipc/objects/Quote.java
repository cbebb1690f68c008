package org.javaipc.objects;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.Codec;

/** A value of a fixed size, and a codec that makes no objects: it fills the same quote again and again. */
final class Quote {
  private static final int SIZE = 16;

  long id;
  double price;

  static Codec<Quote> codec() {
    return new Flyweight();
  }

  private static final class Flyweight implements Codec<Quote> {
    private final Quote quote = new Quote();

    @Override
    public String type() {
      return "org.javaipc.objects.Quote/1";
    }

    @Override
    public long sizeBound(Quote value) {
      return SIZE;
    }

    @Override
    public long encode(Quote value, MemorySegment segment, long offset, long room) {
      if (room >= SIZE) {
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value.id);
        segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset + 8, value.price);
      }
      return SIZE;
    }

    @Override
    public Quote decode(MemorySegment segment, long offset, long length) throws IOException {
      if (length != SIZE) {
        throw new IOException("its length is " + length + " bytes, not " + SIZE);
      }
      quote.id = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
      quote.price = segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset + 8);
      return quote;
    }
  }
}
