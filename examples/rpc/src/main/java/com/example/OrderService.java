package com.example;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Numbers orders, and tells which were placed. */
class OrderService extends OrdersGrpc.OrdersImplBase {
  private final List<Order> orders = new CopyOnWriteArrayList<>();

  @Override
  public void place(Order order, StreamObserver<Receipt> answer) {
    orders.add(order);
    answer.onNext(Receipt.newBuilder().setNumber(orders.size()).build());
    answer.onCompleted();
  }

  @Override
  public void placed(Symbol symbol, StreamObserver<Order> answers) {
    orders.stream()
        .filter(order -> order.getSymbol().equals(symbol.getName()))
        .forEach(answers::onNext);
    answers.onCompleted();
  }
}
