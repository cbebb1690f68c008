package org.javaipc.testkit;

/** {@code grpc:} keeps the contract across processes. */
class GrpcProcessContractTest extends ProcessContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
