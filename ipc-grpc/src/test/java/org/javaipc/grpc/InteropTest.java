package org.javaipc.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** gRPC's own interoperability suite, over each transport that carries connections. */
@SuppressWarnings("exports") // JUnit 4 wants it public
@RunWith(Parameterized.class)
public class InteropTest extends AbstractInteropTest {
  private static final AtomicInteger SERVERS = new AtomicInteger();

  private final String address;

  /** Made for one transport. */
  public InteropTest(String address) {
    this.address =
        address.replace("%", ProcessHandle.current().pid() + "-" + SERVERS.incrementAndGet());
  }

  /** {@return the addresses, each with a name of its own in place of %} The last has messages of 512 bytes. */
  @Parameters(name = "{0}")
  public static List<String> addresses() {
    return List.of(
        "shm:interop-%",
        "unix:interop-%", "mmap:interop-%", "fifo:interop-%", "shm:interop-%?capacity=4KiB");
  }

  @Override
  protected ServerBuilder<?> getServerBuilder() {
    return IpcServerBuilder.forAddress(address)
        .maxInboundMessageSize(MAX_MESSAGE_SIZE)
        .withoutStats()
        .addStreamTracerFactory(createCustomCensusTracerFactory());
  }

  @Override
  protected ManagedChannelBuilder<?> createChannelBuilder() {
    return IpcChannelBuilder.forAddress(address)
        .maxInboundMessageSize(MAX_MESSAGE_SIZE)
        .withoutStats()
        .intercept(createCensusStatsClientInterceptor());
  }
}
