package org.javaipc.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Volume;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.test.Needs;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * JVMs in Linux containers, with the class path of this one. The image is {@code -Dipc.it.image}, with a
 * JDK of its own; without it, one is made from this machine's files ({@link LocalImage}), into which this
 * JVM's JDK is mounted.
 */
final class Containers {
  private static final String IMAGE = System.getProperty("ipc.it.image", "");
  private static final String LABEL = "org.javaipc.it";
  private static final String JDK = "/jdk";

  private Containers() {}

  /** Skips the tests if there is no engine. */
  static void require() {
    String answer = whyNot();
    if (answer.isEmpty()) {
      return;
    }
    String reason =
        "no container engine answers%s: start Docker (apt-get install docker.io && dockerd), or set"
                .formatted(answer)
            + " DOCKER_HOST, and the suite runs in a container, too";
    Needs.that(false, reason);
  }

  private static String whyNot() {
    try {
      return DockerClientFactory.instance().isDockerAvailable() ? "" : " here";
    } catch (RuntimeException e) {
      return " as it should (" + e.getMessage() + ")";
    }
  }

  static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  /** A container that runs a class of ours, without a network. */
  static GenericContainer<?> java(List<String> options, Class<?> main, List<String> args)
      throws Exception {
    return java(options, main, args, new ArrayList<>());
  }

  /** The same with a volume at /shared. */
  static GenericContainer<?> java(
      List<String> options, Class<?> main, List<String> args, String volume) throws Exception {
    List<Bind> mounts = new ArrayList<>();
    mounts.add(new Bind(volume, new Volume("/shared")));
    return java(options, main, args, mounts);
  }

  /** The same with mounts of its own. */
  static GenericContainer<?> java(
      List<String> options, Class<?> main, List<String> args, List<Bind> mounts) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(IMAGE.isEmpty() ? JDK + "/bin/java" : "java");
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", mountClassPath(mounts), main.getName()));
    command.addAll(args);
    if (IMAGE.isEmpty()) {
      mounts.add(readOnly(System.getProperty("java.home"), JDK));
    }
    return new GenericContainer<>(DockerImageName.parse(image()))
        .withNetworkMode("none")
        .withLabel(LABEL, Long.toString(ProcessHandle.current().pid()))
        .withCommand(command.toArray(String[]::new))
        .withCreateContainerCmdModifier(create -> create.getHostConfig().withBinds(mounts));
  }

  private static String image() throws Exception {
    return IMAGE.isEmpty() ? LocalImage.name(docker()) : IMAGE;
  }

  private static String mountClassPath(List<Bind> mounts) {
    List<String> inside = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (Files.exists(path)) {
        inside.add("/suite/" + inside.size() + "-" + path.getFileName());
        mounts.add(readOnly(path.toString(), inside.getLast()));
      }
    }
    return String.join(":", inside);
  }

  private static Bind readOnly(String here, String inside) {
    return new Bind(here, new Volume(inside), AccessMode.ro);
  }

  /** Removes what earlier runs that were killed may have left; others may be running. */
  static void removeLeftovers() {
    List<Container> left =
        docker().listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    for (Container container : left) {
      long owner = Long.parseLong(container.getLabels().get(LABEL));
      if (ProcessHandle.of(owner).isEmpty()) {
        docker().removeContainerCmd(container.getId()).withForce(true).exec();
      }
    }
  }
}
