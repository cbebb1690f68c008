package org.javaipc.testkit;

/** {@code grpc:} keeps the contract of events across processes. */
class GrpcNotifierProcessContractTest extends NotifierProcessContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
