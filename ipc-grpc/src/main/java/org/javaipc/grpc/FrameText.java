package org.javaipc.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text for a person in a frame, cut to what fits.
 *
 * @param text to send, or null for none
 * @param longest longest number of bytes
 */
record FrameText(@Nullable String text, int longest) {
  private static final int LONGEST = 1024;

  byte[] bytes() {
    byte[] whole = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    int limit = Math.min(longest, LONGEST);
    return whole.length <= limit ? whole : Arrays.copyOf(whole, limit);
  }
}
