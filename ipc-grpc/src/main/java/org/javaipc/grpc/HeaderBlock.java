package org.javaipc.grpc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the frames of one HEADERS or TRAILERS, up to the limit of metadata. */
final class HeaderBlock {
  private final int longest;
  private byte[] bytes = {};
  private boolean tooLong;

  HeaderBlock(int longest) {
    this.longest = longest;
  }

  /** {@return the whole, once its last frame has come; null before} Check {@link #isTooLong} first. */
  @Nullable FrameReader add(byte[] payload, boolean more) {
    if (tooLong || payload.length > longest - bytes.length) {
      tooLong = true;
      bytes = new byte[0];
      return null;
    }
    if (!more && bytes.length == 0) {
      return new FrameReader(payload);
    }
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, before + payload.length);
    System.arraycopy(payload, 0, bytes, before, payload.length);
    if (more) {
      return null;
    }
    FrameReader whole = new FrameReader(bytes);
    bytes = new byte[0];
    return whole;
  }

  /** {@return whether more has come than the limit allows} */
  boolean isTooLong() {
    return tooLong;
  }

  int longest() {
    return longest;
  }
}
