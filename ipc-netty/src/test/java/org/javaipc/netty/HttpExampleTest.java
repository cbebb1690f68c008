package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/1 as docs/netty.md shows it. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class HttpExampleTest {
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("an HTTP/1 server answers clients over the transport that is configured")
  void answers(String scheme) throws Exception {
    System.setProperty("ipc.channel.hello", Addresses.text(scheme));
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, IpcIoHandler.newFactory());
    try {
      Channel server = HttpExample.serve(group, "hello");
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(HttpExample.get(group, "hello", "/orders/" + i));
      }
      for (int i = 0; i < 10; i++) {
        assertThat(answers.get(i).get(Wire.DEADLINE.toSeconds(), TimeUnit.SECONDS))
            .isEqualTo("you asked for /orders/" + i);
      }
      server.close().sync();
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
      System.clearProperty("ipc.channel.hello");
    }
  }

  @Test
  @DisplayName("the code on the page is the code that ran")
  void pageShowsWhatRan() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    String example =
        Files.readString(
            root.resolve("ipc-netty/src/test/java/org/javaipc/netty/HttpExample.java"));
    Matcher blocks = JAVA.matcher(Files.readString(root.resolve("docs/netty.md")));
    int shown = 0;
    while (blocks.find()) {
      for (String part : blocks.group(1).split("\\n\\n", -1)) {
        assertThat(squeezed(example)).contains(squeezed(part));
        shown++;
      }
    }
    assertThat(shown).isPositive();
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
