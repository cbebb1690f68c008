package org.javaipc.testkit;

/** Connections over {@code grpc:}, a stream each, keep their promises within one process. */
class GrpcConnectionContractTest extends ConnectionContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
