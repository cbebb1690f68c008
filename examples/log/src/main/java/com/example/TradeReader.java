package com.example;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.Ipc;
import org.javaipc.TopicSubscription;

/** Prints what the log has from a place on, which its argument says: {@code from=start}, or {@code as=billing}. */
public class TradeReader {
  public static void main(String[] args) throws Exception {
    try (TopicSubscription trades = Ipc.subscribe("mmap:trades?" + args[0])) {
      while (trades.lag() > 0) {
        trades.poll(TradeReader::print, 100);
      }
    }
  }

  private static void print(MemorySegment segment, long offset, long length) {
    byte[] trade = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    System.out.println(new String(trade));
  }
}
