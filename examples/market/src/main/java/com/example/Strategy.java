package com.example;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TopicSubscription;

/** Buys whatever costs less than 92. */
public class Strategy {
  private static final long LIMIT = 92;

  public static void main(String[] args) throws Exception {
    try (Sender orders = Ipc.sender(Market.ORDERS);
        TopicSubscription quotes = Ipc.subscribe(Market.QUOTES)) {
      order(orders, 0, 0); // says that it is there
      MemorySegment quote = Arena.ofAuto().allocate(Market.LENGTH);
      long seen = 0;
      while (quotes.receive(quote) != Receiver.END_OF_STREAM) {
        seen++;
        if (Market.price(quote, 0) < LIMIT) {
          order(orders, Market.number(quote, 0), Market.price(quote, 0));
        }
      }
      System.out.println("saw " + seen + " quotes, missed " + quotes.missed());
    }
  }

  private static void order(Sender orders, long number, long price)
      throws IpcException, InterruptedException {
    try (Claim claim = orders.claim(Market.LENGTH)) {
      Market.put(claim.segment(), claim.offset(), number, price);
      claim.commit();
    }
  }
}
