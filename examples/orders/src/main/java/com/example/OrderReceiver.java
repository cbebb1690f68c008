package com.example;

import org.javaipc.Ipc;
import org.javaipc.Receiver;

/** Prints what comes until the last sender has closed. */
public class OrderReceiver {
  public static void main(String[] args) throws Exception {
    try (Receiver receiver = Ipc.receiver("shm:orders")) {
      for (String order; (order = receiver.receiveString()) != null; ) {
        System.out.println("got " + order);
      }
    }
  }
}
