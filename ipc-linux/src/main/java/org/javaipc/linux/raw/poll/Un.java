package org.javaipc.linux.raw.poll;

import static org.javaipc.linux.raw.Libc.field16;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * sys/un.h: names of Unix domain sockets.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class Un {
  /** {@code struct sockaddr_un}. */
  public static final StructLayout SOCKADDR_UN =
      MemoryLayout.structLayout(
              field16("sun_family"),
              MemoryLayout.sequenceLayout(108, ValueLayout.JAVA_BYTE).withName("sun_path"))
          .withName("sockaddr_un");

  private Un() {}
}
