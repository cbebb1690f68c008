package com.example;

import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.TopicPublisher;

/** Publishes quotes to all subscriptions, once a strategy is there, and fills the orders that come back. */
public class Gateway {
  private static final int QUOTES = 10_000;

  private long filled;
  private long paid;

  public static void main(String[] args) throws Exception {
    try (Receiver orders = Ipc.receiver(Market.ORDERS);
        TopicPublisher quotes = Ipc.publisher(Market.QUOTES)) {
      new Gateway().run(quotes, orders);
    }
  }

  private void run(TopicPublisher quotes, Receiver orders) throws Exception {
    orders.receive(this::ready, 1); // a strategy has subscribed
    for (int i = 1; i <= QUOTES; i++) {
      try (Claim claim = quotes.claim(Market.LENGTH)) {
        Market.put(claim.segment(), claim.offset(), i, 90 + i % 20);
        claim.commit();
      }
      orders.poll(this::fill, 100);
    }
    quotes.close(); // the strategy sees the end of the stream, and ends
    orders.forEach(this::fill);
    System.out.println("filled " + filled + " orders for " + paid);
  }

  private void ready(MemorySegment message, long offset, long length) {
    System.out.println("a strategy is there");
  }

  private void fill(MemorySegment order, long offset, long length) {
    filled++;
    paid += Market.price(order, offset);
  }
}
