package org.javaipc.testkit;

/** Connections over {@code grpc:}, a stream each, keep their promises across processes. */
class GrpcConnectionProcessContractTest extends ConnectionProcessContract {
  private static final ProviderUnderTest PROVIDER = FarPlace.provider();

  @Override
  public ProviderUnderTest provider() {
    return PROVIDER;
  }
}
