package com.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.spring.IpcListener;
import org.javaipc.spring.IpcServer;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Has 100 of each thing, takes orders, and says what is left. */
@Component
@Profile("warehouse")
class Warehouse {
  private static final int FULL = 100;

  private final Map<String, Integer> stock = new ConcurrentHashMap<>();

  @IpcListener("orders")
  void take(Order order) {
    stock.compute(order.thing(), (thing, left) -> left(left) - checked(order).amount());
  }

  @IpcServer("stock")
  String stock(String thing) {
    return String.valueOf(left(stock.get(thing)));
  }

  private static int left(Integer left) {
    return left == null ? FULL : left;
  }

  private static Order checked(Order order) {
    if (order.amount() <= 0) {
      throw new IllegalArgumentException("an order of " + order.amount() + " pieces");
    }
    return order;
  }
}
