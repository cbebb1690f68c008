package org.javaipc.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every decoder reads its seeds, each of them damaged in a few ways, and whatever a fuzzer has found: a
 * file in {@code src/test/fuzz/DECODER} is a regression test.
 */
class DecodersTest {
  static final Path FINDS = Path.of("src", "test", "fuzz");
  private static final int DAMAGES = 20;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void anyBytesAreAValueOrATypedError(Decoder decoder) throws Exception {
    SplittableRandom random = new SplittableRandom(decoder.name().hashCode());
    try (Decoder.Target target = decoder.target()) {
      read(target, new byte[0]);
      for (byte[] seed : target.seeds()) {
        read(target, seed);
        for (int i = 0; i < DAMAGES; i++) {
          read(target, damaged(seed, random));
        }
      }
      for (byte[] find : finds(decoder.name().toLowerCase(Locale.ROOT))) {
        read(target, find);
      }
    }
  }

  private static void read(Decoder.Target target, byte[] input) {
    try {
      target.read(input);
    } catch (Exception | Error e) {
      throw new AssertionError("input " + HexFormat.of().formatHex(input), e);
    }
  }

  private static byte[] damaged(byte[] seed, SplittableRandom random) {
    byte[] input = Arrays.copyOf(seed, Math.max(0, seed.length + random.nextInt(-3, 4)));
    for (int i = random.nextInt(1, 5); i > 0 && input.length > 0; i--) {
      int reach = random.nextBoolean() ? Math.min(input.length, 256) : input.length;
      input[random.nextInt(reach)] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
    }
    return input;
  }

  @Test
  void whatTheFuzzerOfAllHasFoundIsReadAsToldByItsFirstByte() throws Exception {
    for (byte[] find : finds("all")) {
      DecoderFuzzer.fuzzerTestOneInput(find);
    }
    DecoderFuzzer.fuzzerTearDown();
  }

  private static List<byte[]> finds(String decoder) throws Exception {
    Path folder = FINDS.resolve(decoder);
    List<byte[]> finds = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          finds.add(Files.readAllBytes(file));
        }
      }
    }
    return finds;
  }
}
