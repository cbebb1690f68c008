package org.javaipc.testkit;

/** {@code grpc:} keeps the contract across processes, but for what a killed sender had not sent yet. */
class GrpcProcessContractTest extends RingProcessContract {
  @Override
  public ProviderUnderTest provider() {
    return FarPlace.acrossProcesses();
  }
}
