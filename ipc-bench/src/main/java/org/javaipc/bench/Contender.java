package org.javaipc.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.javaipc.bench.stamp.StampLink;
import org.javaipc.cli.bench.Link;
import org.javaipc.cli.report.Row;

/** Who is compared. A specification is a name, or {@code name:option=value,option=value}. */
public enum Contender {
  /** Our channels, by their public API; the options are the address's, and {@code scheme}. */
  JAVAIPC("", Flags.NATIVE) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest)
        throws Exception {
      return Channels.link(options(specification), folder, isClient, longest);
    }
  },
  /** Our connection, with the same options. */
  CONNECTION("connection ", Flags.NATIVE) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest)
        throws Exception {
      return Channels.connection(options(specification), folder, isClient, longest);
    }
  },
  /** The JDK's {@code SocketChannel} over a Unix domain socket; {@code wait=park} or {@code spin}. */
  SOCKETCHANNEL("JDK SocketChannel", List.of()) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest)
        throws Exception {
      return new SocketChannelLink(options(specification), folder, isClient, longest);
    }
  },
  /** Aeron IPC; {@code driver=invoker} or {@code shared}, {@code term} in KiB. */
  AERON("Aeron IPC", Flags.UNSAFE) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest) {
      return new AeronLink(options(specification), folder, isClient, longest);
    }
  },
  /** Agrona's one-to-one ring in a mapped file; {@code capacity} in KiB. */
  AGRONA("Agrona ring", Flags.UNSAFE) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest)
        throws Exception {
      return new AgronaLink(options(specification), folder, isClient, longest);
    }
  },
  /** Chronicle Queue in memory. What it needs of the JDK is opened to its own processes alone. */
  CHRONICLE("Chronicle Queue", Flags.CHRONICLE) {
    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest) {
      return new ChronicleLink(folder, isClient, longest);
    }
  },
  /** A way of stamping: {@code way=inband|beside|granule}, and the knobs of {@code StampLink}. */
  STAMP("stamp", List.of()) {
    @Override
    public List<String> jvmOptions(String specification) {
      return List.of("-Dstamp=" + specification.substring(specification.indexOf(':') + 1));
    }

    @Override
    public Link open(String specification, Path folder, boolean isClient, int longest) {
      return new StampLink(options(specification), folder, isClient, longest);
    }
  };

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> jvmOptions;

  Contender(String title, List<String> jvmOptions) {
    this.title = title;
    this.jvmOptions = jvmOptions;
  }

  /** What the contender's JVMs need. */
  public List<String> jvmOptions(String specification) {
    return jvmOptions;
  }

  /** Joins; returns when the other process has joined too, or earlier. */
  public abstract Link open(String specification, Path folder, boolean isClient, int longest)
      throws Exception;

  /** {@return the one that a specification names} */
  public static Contender of(String specification) {
    String name = specification.split(":", -1)[0].toUpperCase(Locale.ROOT);
    return valueOf(name);
  }

  private boolean isOurs() {
    return this == JAVAIPC || this == CONNECTION;
  }

  /** {@return what carries the messages} */
  String medium(String specification) {
    return isOurs()
        ? options(specification).getOrDefault("scheme", "shm")
        : name().toLowerCase(Locale.ROOT);
  }

  /** {@return how it waits, as a page says} */
  String waiting(String specification) {
    return Row.waiting(options(specification).getOrDefault("wait", "spin"));
  }

  /** {@return the name on a page} */
  String label(String specification) {
    String name = title + (isOurs() ? medium(specification) + ":" : "");
    String waiting = waiting(specification).equals("polling") ? "" : ", " + waiting(specification);
    String others =
        options(specification).entrySet().stream()
            .filter(option -> !List.of("scheme", "wait").contains(option.getKey()))
            .map(option -> ", " + option.getKey() + "=" + option.getValue())
            .sorted()
            .collect(Collectors.joining());
    return name + waiting + others;
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
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dagrona.disable.bounds.checks=true",
            "-Daeron.disable.bounds.checks=true");
    static final List<String> CHRONICLE =
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.announcer.disable=true",
            "-Ddisable.announcer=true");
  }
}
