package com.example;

import org.javaipc.Ipc;
import org.javaipc.Sender;

/** Sends two orders. */
public class OrderSender {
  public static void main(String[] args) throws Exception {
    try (Sender sender = Ipc.sender("shm:orders")) {
      sender.send("buy 100");
      sender.send("sell 50");
    }
  }
}
