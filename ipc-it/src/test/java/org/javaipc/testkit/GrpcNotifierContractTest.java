package org.javaipc.testkit;

/** {@code grpc:} keeps events within one process. */
class GrpcNotifierContractTest extends NotifierContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
