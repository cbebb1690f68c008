package org.javaipc.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.bench.stamp.StampLink;

/** Who is compared. A specification is a name, or {@code name:option=value,option=value}. */
enum Contender {
  /** Our channels, by their public API; the options are the address's, and {@code scheme}. */
  JAVAIPC(Flags.NATIVE) {
    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) throws Exception {
      return JavaipcLink.overChannels(options(specification), folder, isClient, longest);
    }
  },
  /** Our connection, with the same options. */
  CONNECTION(Flags.NATIVE) {
    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) throws Exception {
      return JavaipcLink.overConnection(options(specification), folder, isClient, longest);
    }
  },
  /** The JDK's {@code SocketChannel} over a Unix domain socket; {@code wait=park} or {@code spin}. */
  SOCKETCHANNEL(List.of()) {
    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) throws Exception {
      return new SocketChannelLink(options(specification), folder, isClient, longest);
    }
  },
  /** Aeron IPC; {@code driver=invoker} or {@code shared}, {@code term} in KiB. */
  AERON(Flags.UNSAFE) {
    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) {
      return new AeronLink(options(specification), folder, isClient, longest);
    }
  },
  /** Agrona's one-to-one ring in a mapped file; {@code capacity} in KiB. */
  AGRONA(Flags.UNSAFE) {
    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) throws Exception {
      return new AgronaLink(options(specification), folder, isClient, longest);
    }
  },
  /** A way of stamping: {@code way=inband|beside|granule}, and the knobs of {@code StampLink}. */
  STAMP(List.of()) {
    @Override
    List<String> jvmOptions(String specification) {
      return List.of("-Dstamp=" + specification.substring(specification.indexOf(':') + 1));
    }

    @Override
    Link open(String specification, Path folder, boolean isClient, int longest) {
      return new StampLink(options(specification), folder, isClient, longest);
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> jvmOptions;

  Contender(List<String> jvmOptions) {
    this.jvmOptions = jvmOptions;
  }

  /** What the contender's JVMs need. */
  List<String> jvmOptions(String specification) {
    return jvmOptions;
  }

  /** Joins; returns when the other process has joined too, or earlier. */
  abstract Link open(String specification, Path folder, boolean isClient, int longest)
      throws Exception;

  static Contender of(String specification) {
    String name = specification.split(":", -1)[0].toUpperCase(Locale.ROOT);
    return valueOf(name);
  }

  static Map<String, String> options(String specification) {
    int colon = specification.indexOf(':');
    return colon < 0
        ? Map.of()
        : Arrays.stream(specification.substring(colon + 1).split(",", -1))
            .map(option -> option.split("=", 2))
            .collect(Collectors.toMap(option -> option[0], option -> option[1]));
  }

  private static final class Flags {
    static final List<String> NATIVE = List.of("--enable-native-access=ALL-UNNAMED");
    static final List<String> UNSAFE =
        List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dagrona.disable.bounds.checks=true",
            "-Daeron.disable.bounds.checks=true");
  }
}
