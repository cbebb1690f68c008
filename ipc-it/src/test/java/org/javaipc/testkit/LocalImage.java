package org.javaipc.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An image made in a second from files of this machine: a shell, the C library, and what else a JVM loads.
 * The JDK itself is mounted into the container. No registry is needed.
 */
final class LocalImage {
  private static final String REPOSITORY = "javaipc-it";
  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");
  private static final List<String> PROGRAMS = List.of("/bin/sh", "/bin/ls", "/bin/cat");

  /** What the C library loads by itself. */
  private static final List<String> LOADED_BY_NAME =
      List.of("libgcc_s.so.1", "libnss_files.so.2", "libresolv.so.2");

  private LocalImage() {}

  /** {@return the image's name; it is made if it is not there} */
  static String name(DockerClient docker) throws IOException, InterruptedException {
    Set<String> files = files();
    String tag = tagOf(files);
    try {
      docker.inspectImageCmd(REPOSITORY + ":" + tag).exec();
    } catch (NotFoundException e) {
      make(docker, tag, files);
    }
    return REPOSITORY + ":" + tag;
  }

  private static Set<String> files() throws IOException, InterruptedException {
    Set<String> files = new TreeSet<>(PROGRAMS);
    List<String> binaries = new ArrayList<>(PROGRAMS);
    Path jdk = Path.of(System.getProperty("java.home"));
    try (Stream<Path> libraries = Files.walk(jdk.resolve("lib"))) {
      libraries.map(Path::toString).filter(name -> name.endsWith(".so")).forEach(binaries::add);
    }
    for (String line : run(Stream.concat(Stream.of("ldd"), binaries.stream()).toList())) {
      Matcher library = LIBRARY.matcher(line.strip());
      if (library.lookingAt() || library.find()) {
        files.add(library.group(1));
      }
    }
    files.removeIf(file -> Path.of(file).normalize().startsWith(jdk));
    files.addAll(besideTheCLibrary(files));
    return files;
  }

  private static List<String> besideTheCLibrary(Set<String> files) {
    Path directory =
        files.stream()
            .filter(file -> file.endsWith("/libc.so.6"))
            .map(file -> Objects.requireNonNull(Path.of(file).getParent()))
            .findFirst()
            .orElseThrow();
    return LOADED_BY_NAME.stream()
        .map(directory::resolve)
        .filter(Files::exists)
        .map(Path::toString)
        .toList();
  }

  /** The same files, the same image. */
  private static String tagOf(Set<String> files) throws IOException {
    long hash = 0;
    for (String file : files) {
      Path path = Path.of(file).toRealPath();
      hash = Seed.mix(hash ^ file.hashCode() ^ (Files.size(path) << 32));
      hash = Seed.mix(hash ^ Files.getLastModifiedTime(path).toMillis());
    }
    return "local-%016x".formatted(hash);
  }

  private static void make(DockerClient docker, String tag, Set<String> files)
      throws IOException, InterruptedException {
    Path context = Files.createTempDirectory("javaipc-it-image");
    Path root = Files.createDirectories(context.resolve("root/tmp"));
    Path archive = context.resolve("root.tar");
    Path dockerfile = context.resolve("Dockerfile");
    try {
      Files.writeString(dockerfile, "FROM scratch\nADD root.tar /\n");
      List<String> tar = new ArrayList<>();
      tar.addAll(List.of("tar", "--create", "--dereference", "--file", archive.toString()));
      tar.addAll(List.of("-C", context + "/root", "tmp", "-C", "/"));
      files.forEach(file -> tar.add(file.substring(1)));
      List<String> complaints = run(tar);
      if (!complaints.isEmpty()) {
        throw new IOException("tar: " + complaints);
      }
      docker
          .buildImageCmd(context.toFile())
          .withTags(Set.of(REPOSITORY + ":" + tag))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
    } finally {
      for (Path path : List.of(archive, dockerfile, root, context.resolve("root"), context)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** A file without libraries makes ldd fail, and that is well. */
  private static List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      List<String> lines = output.lines().toList();
      process.waitFor();
      return lines;
    }
  }
}
