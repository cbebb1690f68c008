package org.javaipc.testkit;

/** {@code grpc:} keeps the contract of events across processes. */
class GrpcNotifierProcessContractTest extends NotifierProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return FarPlace.acrossProcesses();
  }
}
