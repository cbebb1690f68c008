package org.javaipc.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** What a client puts into the welcome lane of a server over channels, made without a client. */
final class Greetings {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LENGTH = 20;

  private Greetings() {}

  /** {@return a well-formed greeting of a client that is not there} */
  static byte[] random(SplittableRandom random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return ByteBuffer.allocate(12 + ID_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("IPChello".getBytes(StandardCharsets.US_ASCII))
        .putInt(1)
        .put(id.toString().getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
