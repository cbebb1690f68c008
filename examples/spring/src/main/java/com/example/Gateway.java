package com.example;

import java.io.IOException;
import org.javaipc.Connection;
import org.javaipc.IpcContext;
import org.javaipc.TypedSender;
import org.javaipc.spring.IpcSender;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders over HTTP, sends them to the warehouse, and asks it what is in stock. */
@RestController
@Profile("gateway")
class Gateway {
  private final TypedSender<Order> orders;
  private final IpcContext ipc;

  Gateway(@IpcSender("orders") TypedSender<Order> orders, IpcContext ipc) {
    this.orders = orders;
    this.ipc = ipc;
  }

  @PostMapping("/orders/{thing}/{amount}")
  void order(@PathVariable String thing, @PathVariable int amount)
      throws IOException, InterruptedException {
    orders.send(new Order(amount, thing));
  }

  @GetMapping("/stock/{thing}")
  String stock(@PathVariable String thing) throws IOException, InterruptedException {
    try (Connection connection = ipc.connect("stock")) {
      return connection.call(thing);
    }
  }
}
