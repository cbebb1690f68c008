package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A jar with a provider of channels that was compiled for one test: what a user might have on the
 * class path.
 */
final class ProviderJar {
  private static final String SERVICE = ChannelProvider.class.getName();

  private final String className;
  private final String scheme;
  private int priority;
  private String reason = "";
  private String constructor = "";
  private String services;
  private boolean modular;

  /** A provider that works, of that class, for that scheme. */
  ProviderJar(String className, String scheme) {
    this.className = className;
    this.scheme = scheme;
    this.services = className;
  }

  ProviderJar priority(int priority) {
    this.priority = priority;
    return this;
  }

  ProviderJar unavailable(String reason) {
    this.reason = reason;
    return this;
  }

  /** With a constructor that does this. */
  ProviderJar constructor(String statement) {
    this.constructor = statement;
    return this;
  }

  /** With another service file; without one if it is empty. */
  ProviderJar services(String content) {
    this.services = content;
    return this;
  }

  /** As a module named {@code transport}, with a descriptor and no service file. */
  ProviderJar asModule() {
    this.modular = true;
    return services("");
  }

  /** Makes the jar, leaving classes out whose names end so. */
  Path in(Path folder, String... without) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    compile(Files.createTempDirectory(folder, "sources"), classes);
    Path jar = Files.createTempFile(folder, className, ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString();
        if (Stream.of(without).noneMatch(name::endsWith)) {
          out.putNextEntry(new JarEntry(name));
          out.write(Files.readAllBytes(file));
        }
      }
      if (!services.isEmpty()) {
        out.putNextEntry(new JarEntry("META-INF/services/" + SERVICE));
        out.write(services.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private void compile(Path sources, Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-nowarn", "-d", classes.toString()));
    Path source = sources.resolve(className.replace('.', '/') + ".java");
    Files.createDirectories(source.getParent());
    arguments.add(Files.writeString(source, source()).toString());
    if (modular) {
      arguments.addAll(List.of("-p", System.getProperty("jdk.module.path")));
      arguments.add(
          Files.writeString(
                  sources.resolve("module-info.java"),
                  "module transport { requires org.javaipc.api; provides %s with %s; }"
                      .formatted(SERVICE, className))
              .toString());
    } else {
      arguments.addAll(List.of("-cp", System.getProperty("jdk.module.path")));
    }
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(status).as("javac: %s", said).isZero();
  }

  private String source() {
    int dot = className.lastIndexOf('.');
    return """
    package %s;
    import java.util.Optional;
    import java.util.Set;
    import org.javaipc.*;
    import org.javaipc.spi.*;
    public class %s implements ChannelProvider {
      public %s() { %s }
      public String scheme() { return "%s"; }
      public String artifact() { return "test"; }
      public Optional<String> unavailable() { return Optional.of("%s").filter(r -> !r.isEmpty()); }
      public int priority() { return %d; }
      public Set<Capability> capabilities() { return Set.of(); }
      public Channel channel(Address address, ChannelOptions options) {
        return new Channel() {
          public Address address() { return address; }
          public Set<Capability> capabilities() { return Set.of(); }
          public Sender sender() { throw new IllegalStateException(); }
          public Receiver receiver() { throw new IllegalStateException(); }
          public String toString() { return "channel of " + %s.class.getName(); }
        };
      }
    }
    """
        .formatted(
            className.substring(0, dot),
            className.substring(dot + 1),
            className.substring(dot + 1),
            constructor,
            scheme,
            reason,
            priority,
            className.substring(dot + 1));
  }
}
