package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Preconditions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server and a call where the application has another Guava than we compile against. */
class GuavaTest {
  /** Serves and calls an address, and prints the answer and the jar of Guava. */
  public static final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
      Server server = IpcServerBuilder.forAddress(args[0]).addService(new Echo()).build().start();
      ManagedChannel channel = IpcChannelBuilder.forAddress(args[0]).build();
      System.out.println(Echo.say(channel, "hello"));
      channel.shutdown().awaitTermination(20, TimeUnit.SECONDS);
      server.shutdown().awaitTermination();
      System.out.println(place(Preconditions.class).getFileName());
    }
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** {@return the jar of that version, which the build has copied} */
  private static Path guava(String version) throws Exception {
    try (Stream<Path> jars = Files.list(place(GuavaTest.class).resolveSibling("other-guavas"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("guava-" + version))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String classPathWith(Path guava) {
    String others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches("guava-[0-9].*"))
            .collect(Collectors.joining(File.pathSeparator));
    return guava + File.pathSeparator + others;
  }

  @ParameterizedTest
  @ValueSource(strings = {"33", "29"})
  @DisplayName("a server answers with the Guava for Android that gRPC brings, and with an old one")
  void servesWithOtherGuavas(String version) throws Exception {
    Path guava = guava(version);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPathWith(guava),
                Main.class.getName(),
                Served.freshAddress("shm"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines).containsExactly("hello", guava.getFileName().toString());
    assertThat(guava.toString()).contains("-android");
  }
}
