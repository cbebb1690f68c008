package org.javaipc.linux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What native-image is told of the calls of libc, made from the shapes that the calls are made from. */
class NativeImageTest {
  private static final String METADATA =
      "/META-INF/native-image/org.javaipc/ipc-linux/reachability-metadata.json";

  private static String type(MemoryLayout layout) {
    return switch (layout) {
      case ValueLayout.OfLong _ -> "\"jlong\"";
      case ValueLayout.OfInt _ -> "\"jint\"";
      case ValueLayout.OfDouble _ -> "\"jdouble\"";
      default -> "\"void*\"";
    };
  }

  private static String downcall(Shape shape) {
    return "      {\"returnType\": %s, \"parameterTypes\": [%s], \"options\": {%s, \"firstVariadicArg\": %d}}"
        .formatted(
            type(shape.descriptor().returnLayout().orElseThrow()),
            shape.descriptor().argumentLayouts().stream()
                .map(NativeImageTest::type)
                .collect(Collectors.joining(", ")),
            shape.isCritical()
                ? "\"critical\": {\"allowHeapAccess\": false}"
                : "\"captureCallState\": true",
            Shape.FIRST_VARIADIC);
  }

  @Test
  @DisplayName("native-image is told of each shape in which libc is called, and of no other")
  void namesEachShape() throws IOException {
    String expected =
        Arrays.stream(Shape.values())
            .map(NativeImageTest::downcall)
            .collect(
                Collectors.joining(
                    ",\n", "  \"foreign\": {\n    \"downcalls\": [\n", "\n    ]\n  }"));
    try (InputStream metadata =
        Objects.requireNonNull(Shape.class.getResourceAsStream(METADATA), METADATA)) {
      assertThat(new String(metadata.readAllBytes(), StandardCharsets.UTF_8)).contains(expected);
    }
  }
}
