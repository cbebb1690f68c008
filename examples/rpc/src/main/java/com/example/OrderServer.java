package com.example;

import io.grpc.Server;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import org.javaipc.grpc.IpcServerBuilder;

/** Serves orders at the address that ipc.properties gives. */
public class OrderServer {
  public static void main(String[] args) throws Exception {
    Server server =
        IpcServerBuilder.forAddress("orders")
            .addService(new OrderService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build()
            .start();
    server.awaitTermination();
  }
}
