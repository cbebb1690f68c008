package org.javaipc.objects;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code struct order} of shared.c, with the padding that a C compiler puts in. */
final class OrderStruct {
  private static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("id"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_DOUBLE.withName("price"),
              MemoryLayout.sequenceLayout(9, ValueLayout.JAVA_BYTE).withName("symbol"),
              MemoryLayout.paddingLayout(1),
              ValueLayout.JAVA_SHORT.withName("side"),
              MemoryLayout.paddingLayout(4),
              MemoryLayout.sequenceLayout(3, ValueLayout.JAVA_LONG).withName("stamps"))
          .withName("order");

  private static final VarHandle ID = handle("id");
  private static final VarHandle PRICE = handle("price");
  private static final VarHandle SIDE = handle("side");
  private static final VarHandle STAMP =
      LAYOUT.varHandle(PathElement.groupElement("stamps"), PathElement.sequenceElement(2));
  private static final long SYMBOL = offset("symbol");

  private final MemorySegment memory;

  OrderStruct(MemorySegment memory) {
    this.memory = memory;
  }

  private static VarHandle handle(String field) {
    return LAYOUT.varHandle(PathElement.groupElement(field));
  }

  private static long offset(String field) {
    return LAYOUT.byteOffset(PathElement.groupElement(field));
  }

  /** The size and the offsets of all fields, as shared.c prints its own. */
  static String offsets() {
    return LAYOUT.byteSize()
        + Stream.of("id", "price", "symbol", "side", "stamps")
            .map(field -> " " + offset(field))
            .collect(Collectors.joining());
  }

  void fill(int id, double price, String symbol, short side, long stamp) {
    ID.set(memory, 0L, id);
    PRICE.set(memory, 0L, price);
    memory.setString(SYMBOL, symbol);
    SIDE.set(memory, 0L, side);
    STAMP.set(memory, 0L, stamp);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%d %.2f %s %d %d",
        (int) ID.get(memory, 0L),
        (double) PRICE.get(memory, 0L),
        memory.getString(SYMBOL),
        (short) SIDE.get(memory, 0L),
        (long) STAMP.get(memory, 0L));
  }
}
