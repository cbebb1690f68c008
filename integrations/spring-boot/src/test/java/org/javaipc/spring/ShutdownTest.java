package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application that gets SIGTERM while it handles a message. */
class ShutdownTest {
  @TempDir Path folder;

  /** Sends on what it takes; a message "slow" once a file is there. The ends that Spring does not know of are its own. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    private final Sender after;

    Application(@IpcSender("after") Sender after) {
      this.after = after;
    }

    public static void main(String[] args) throws Exception {
      IpcContext ipc = SpringApplication.run(Application.class, args).getBean(IpcContext.class);
      Sender own = ipc.sender("own");
      own.send("opened by hand");
      Thread.currentThread().join(); // until it is killed
    }

    @IpcListener("before")
    void take(String message) throws Exception {
      if (message.startsWith("slow ")) {
        after.send("begun");
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> Files.exists(Path.of(message.substring(5))));
      }
      after.send(message);
    }
  }

  @Test
  void handlesItToItsEndAndLeavesEveryChannelInOrder() throws Exception {
    String before = "unix:" + folder.resolve("before");
    String after = "unix:" + folder.resolve("after");
    String own = "unix:" + folder.resolve("own");
    Path goOn = folder.resolve("go-on");
    try (Receiver results = Ipc.receiver(after);
        Receiver byHand = Ipc.receiver(own)) {
      Process application = start(before, after, own);
      try (Sender sender = Ipc.sender(before + "?connect=2m")) {
        assertThat(byHand.receiveString()).isEqualTo("opened by hand");
        sender.send("slow " + goOn);
        assertThat(results.receiveString()).isEqualTo("begun");
        application.destroy();
        // Time for the hook that closes ends to act too early; without one nothing happens.
        assertThat(results.receive(Duration.ofMillis(700)).orNull()).isNull();
        assertThat(results.isEnded()).isFalse();
        Files.createFile(goOn);
        assertThat(results.receiveString()).isEqualTo("slow " + goOn);
        assertThat(results.receive()).isNull();
        assertThat(byHand.receive()).isNull(); // an end, not a death
        assertThat(application.waitFor()).isEqualTo(143);
      } finally {
        application.destroyForcibly();
      }
    }
  }

  private static Process start(String before, String after, String own) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Application.class.getName(),
            "--spring.main.banner-mode=off",
            "--ipc.channel.before=" + before,
            "--ipc.channel.after=" + after,
            "--ipc.channel.own=" + own)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
