package com.example;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.grpc.IpcChannelBuilder;

/** Places two orders, and asks for those of one symbol. */
public class OrderClient {
  public static void main(String[] args) throws Exception {
    ManagedChannel channel = IpcChannelBuilder.forAddress("orders").build();
    OrdersGrpc.OrdersBlockingStub orders =
        OrdersGrpc.newBlockingStub(channel)
            .withWaitForReady()
            .withDeadlineAfter(Duration.ofSeconds(30));
    for (String symbol : new String[] {"ACME", "BETA"}) {
      Order order = Order.newBuilder().setSymbol(symbol).setQuantity(100).build();
      System.out.println(symbol + " has number " + orders.place(order).getNumber());
    }
    orders
        .placed(Symbol.newBuilder().setName("ACME").build())
        .forEachRemaining(order -> System.out.println("placed: " + order.getQuantity()));
    channel.shutdown().awaitTermination(10, TimeUnit.SECONDS);
  }
}
