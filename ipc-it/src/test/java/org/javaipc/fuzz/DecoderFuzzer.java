package org.javaipc.fuzz;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What Jazzer calls with one input after the other, in a process of its own: they are for one decoder, or
 * the first byte of each says which.
 */
public final class DecoderFuzzer {
  static final String DECODER = "ipc.fuzz.decoder";

  private static final Map<Decoder, Decoder.Target> TARGETS = new EnumMap<>(Decoder.class);
  private static Decoder only;

  private DecoderFuzzer() {}

  /** Called once, before the first input. */
  public static void fuzzerInitialize() {
    String name = System.getProperty(DECODER);
    only = name == null ? null : Decoder.valueOf(name);
  }

  /** Called with each input; what it throws is a find. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (only != null) {
      read(only, input);
    } else if (input.length > 0) {
      Decoder[] all = Decoder.values();
      read(all[(input[0] & 0xff) % all.length], Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static void read(Decoder decoder, byte[] input) throws Exception {
    TARGETS.computeIfAbsent(decoder, Decoder::target).read(input);
  }

  /** Called at the end. */
  public static void fuzzerTearDown() throws Exception {
    for (Decoder.Target target : TARGETS.values()) {
      target.close();
    }
  }
}
