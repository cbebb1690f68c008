package org.javaipc.testkit;

/** {@code grpc:} keeps the contract within one process. */
class GrpcContractTest extends ChannelContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
