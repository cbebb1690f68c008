package org.javaipc.testkit;

/** Connections over {@code grpc:}, a stream each, keep their promises across processes. */
class GrpcConnectionProcessContractTest extends ConnectionProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return FarPlace.acrossProcesses();
  }
}
