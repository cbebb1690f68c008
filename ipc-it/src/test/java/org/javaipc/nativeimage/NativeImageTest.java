package org.javaipc.nativeimage;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What native-image is told in each module, against what the module does: read from its classes, so that nothing depends on
 * what a test happens to run. That the calls of libc are told completely is seen in two steps: only {@code Shape} asks the
 * linker, and a test beside it compares its shapes.
 */
class NativeImageTest {
  private static final String SHAPE = "org.javaipc.linux.raw.Shape";

  /**
   * How often each class looks something up by name. A look-up that was added fails the test: name what it finds in the module's
   * metadata, then count it.
   */
  private static final Map<String, Integer> LOOKUPS =
      Map.ofEntries(
          entry("org.javaipc.Providers", 1),
          entry("org.javaipc.spi.MemoryFault", 1),
          entry("org.javaipc.core.endpoint.EndGuard", 3),
          entry("org.javaipc.linux.channel.message.StreamSource", 1),
          entry("org.javaipc.linux.file.UnloadedDescriptors", 1),
          entry("org.javaipc.linux.raw.Errno", 1),
          entry("org.javaipc.linux.raw.Libc$Holding", 1),
          entry("org.javaipc.linux.raw.Libc$OutOfLine", 1),
          entry("org.javaipc.linux.wait.UseGuard", 1),
          entry("org.javaipc.network.GrpcProvider", 1),
          entry("org.javaipc.signal.ChildSignals", 1),
          entry("org.javaipc.signal.JvmSignals", 7),
          entry("org.javaipc.socket.NettyAvailability", 1));

  /** Loads jars while it runs, which a native executable cannot: docs/native-image.md says so. */
  private static final String LOADS_JARS = "org.javaipc.cli.GrpcTool";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ipc-api, org.javaipc.Ipc",
    "ipc-linux, org.javaipc.linux.raw.Shape",
    "ipc-core, org.javaipc.core.memory.MemoryProvider",
    "ipc-shm, org.javaipc.shm.ShmProvider",
    "ipc-mmap, org.javaipc.mmap.MmapProvider",
    "ipc-pipe, org.javaipc.pipe.PipeProvider",
    "ipc-mq, org.javaipc.mq.MqProvider",
    "ipc-socket, org.javaipc.socket.UnixProvider",
    "ipc-signal, org.javaipc.signal.SignalProvider",
    "ipc-process, org.javaipc.process.Spawn",
    "ipc-network, org.javaipc.network.GrpcProvider",
    "ipc-cli, org.javaipc.cli.Main",
    "ipc-grpc, org.javaipc.grpc.IpcChannelBuilder",
    "ipc-netty, org.javaipc.netty.BufferView",
    "ipc-jackson, org.javaipc.jackson.JacksonCodec",
    "ipc-protobuf, org.javaipc.protobuf.ProtobufCodec",
    "ipc-micrometer, org.javaipc.micrometer.Label",
    "ipc-opentelemetry, org.javaipc.opentelemetry.IpcInstruments",
    "ipc-spring-boot-starter, org.javaipc.spring.IpcSenders"
  })
  @DisplayName(
      "a module tells native-image of all that it finds by name, and of nothing that is not there")
  void tellsAll(String module, String oneOfIts) throws Exception {
    Path from = location(oneOfIts);
    if (Files.isDirectory(from)) {
      check(module, from);
    } else {
      try (var jar = FileSystems.newFileSystem(from)) {
        check(module, jar.getPath("/"));
      }
    }
  }

  private static void check(String module, Path classes) throws Exception {
    Reflection does = Reflection.in(classes);
    Path folder = classes.resolve("META-INF/native-image/org.javaipc").resolve(module);
    Metadata told = Metadata.of(folder.resolve("reachability-metadata.json"));
    told.checkKeys();
    told.checkNames();
    assertThat(told.reached("reflection")).isEqualTo(does.reflecting().keySet());
    does.reflecting()
        .forEach((type, times) -> assertThat(LOOKUPS.get(type)).as(type).isEqualTo(times));
    assertThat(told.reached("resources")).isEqualTo(does.loading());
    assertThat(does.loadingJars()).isSubsetOf(LOADS_JARS);
    assertThat(does.linking()).isSubsetOf(SHAPE);
    Set<String> providers = new TreeSet<>();
    Set<String> services = new TreeSet<>();
    readServices(classes, services, providers);
    assertThat(told.providers()).isEqualTo(providers);
    assertThat(told.services()).isEqualTo(services);
  }

  private static void readServices(Path classes, Set<String> services, Set<String> providers)
      throws IOException {
    Path folder = classes.resolve("META-INF/services");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          services.add("META-INF/services/" + file.getFileName());
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .forEach(providers::add);
        }
      }
    }
  }

  private static Path location(String type) throws ClassNotFoundException, URISyntaxException {
    Class<?> one = Class.forName(type, false, NativeImageTest.class.getClassLoader());
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
