package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.javaipc.Receiver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;

/** The metadata for editors, and the page, name each property that the starter looks up. */
class MetadataTest {
  private static final Pattern NAME =
      Pattern.compile("\\{\\s*\"name\": \"([a-z.-]+)\",\\s*\"type\": \"java");

  /** Has nothing, and remembers what it was asked for. */
  private static final class Asked extends PropertySource<Object> {
    final Set<String> names = new ConcurrentSkipListSet<>();

    Asked() {
      super("asked", new Object());
    }

    @Override
    public @Nullable Object getProperty(String name) {
      if (name.startsWith("ipc.") || name.contains(".ipc.")) {
        names.add(name);
      }
      return null;
    }
  }

  private static Set<String> described() throws IOException {
    try (var json =
        Objects.requireNonNull(
            IpcProperties.class.getResourceAsStream(
                "/META-INF/spring-configuration-metadata.json"))) {
      return NAME.matcher(new String(json.readAllBytes(), StandardCharsets.UTF_8))
          .results()
          .map(result -> result.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void whatAnApplicationLooksUpIsDescribedAndNothingElse() throws Exception {
    Asked asked = new Asked();
    ApplicationContextRunner application = Contexts.plain();
    application
        .withInitializer(context -> context.getEnvironment().getPropertySources().addFirst(asked))
        .withPropertyValues("ipc.channel.orders=memory:metadata")
        .run(context -> {
          try (Receiver receiver =
              context.getBean(org.javaipc.IpcContext.class).receiver("orders")) {
            assertThat(receiver.address().name()).isEqualTo("metadata");
          }
        });
    Set<String> described = described();
    Set<String> used = new TreeSet<>();
    for (String name : asked.names) {
      String known =
          described.stream()
              .filter(one -> name.equals(one) || name.startsWith(one + "."))
              .findFirst()
              .orElse(name);
      used.add(known);
    }
    assertThat(used).isEqualTo(described).hasSizeGreaterThan(3);
  }

  @Test
  void eachPropertyStandsOnThePage() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("CONTRIBUTING.md"))) {
      root = Objects.requireNonNull(root.getParent(), "the root of the repository");
    }
    String page = Files.readString(root.resolve("docs/spring.md"));
    for (String name : described()) {
      assertThat(page).containsPattern("`" + Pattern.quote(name) + "[`.]");
    }
  }
}
