package com.example;

import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;

/** Appends its arguments to the log, and has them on the disk before it ends. */
public class TradePublisher {
  public static void main(String[] args) throws Exception {
    try (TopicPublisher trades = Ipc.publisher("mmap:trades?keep=7d,1GiB")) {
      for (String trade : args) {
        trades.publish(trade);
      }
      trades.sync();
    }
  }
}
