package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The pod of docs/kubernetes.md is one that Kubernetes takes, and its parts agree; TwoUsersTest runs its address. */
class KubernetesPageTest {
  private Node pod = new Node(Map.of());

  /** A mapping of the page. */
  private record Node(Map<?, ?> map) {
    String text(String key) {
      return String.valueOf(map.get(key));
    }

    Node node(String key) {
      return new Node((Map<?, ?>) map.get(key));
    }

    List<Node> nodes(String key) {
      return ((List<?>) map.get(key)).stream().map(each -> new Node((Map<?, ?>) each)).toList();
    }

    /** Fails on a key that Kubernetes would refuse, or that is missing. */
    void requireKeys(String... keys) {
      assertThat(map.keySet().stream().map(String::valueOf)).containsExactlyInAnyOrder(keys);
    }
  }

  @BeforeEach
  void parse() throws Exception {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    Map<?, ?> parsed =
        new Yaml(new SafeConstructor(strict))
            .load(CodeOnPage.of("docs/kubernetes.md").block("pod"));
    pod = new Node(parsed);
  }

  @Test
  @DisplayName("the pod has the keys of a pod")
  void keys() {
    pod.requireKeys("apiVersion", "kind", "metadata", "spec");
    assertThat(pod.text("apiVersion") + " " + pod.text("kind")).isEqualTo("v1 Pod");
    pod.node("metadata").requireKeys("name");
    pod.node("spec").requireKeys("securityContext", "containers", "volumes");
    pod.node("spec").node("securityContext").requireKeys("fsGroup", "runAsNonRoot");
    for (Node container : pod.node("spec").nodes("containers")) {
      container.requireKeys("name", "image", "securityContext", "env", "resources", "volumeMounts");
      container.node("securityContext").requireKeys("runAsUser");
      container.nodes("env").forEach(variable -> variable.requireKeys("name", "value"));
      container.node("resources").requireKeys("limits");
      container.nodes("volumeMounts").forEach(mount -> mount.requireKeys("name", "mountPath"));
    }
    pod.node("spec").nodes("volumes").forEach(volume -> volume.requireKeys("name", "emptyDir"));
  }

  @Test
  @DisplayName("the containers have one channel, below one volume of the trusted group")
  void partsAgree() throws Exception {
    Node spec = pod.node("spec");
    List<Node> containers = spec.nodes("containers");
    assertThat(containers).hasSize(2).doesNotHaveDuplicates();
    assertThat(containers.stream().map(each -> each.node("securityContext").text("runAsUser")))
        .doesNotHaveDuplicates()
        .doesNotContain("0");
    Node volume = spec.nodes("volumes").getFirst();
    for (Node container : containers) {
      Node mount = container.nodes("volumeMounts").getFirst();
      assertThat(mount.text("name")).isEqualTo(volume.text("name"));
      Map<String, String> variables = new HashMap<>();
      container.nodes("env").forEach(each -> variables.put(each.text("name"), each.text("value")));
      assertThat(variables.keySet()).containsExactlyInAnyOrder("IPC_DIR", "IPC_CHANNEL_ORDERS");
      assertThat(variables.get("IPC_DIR"))
          .as("below the volume, which is refused itself")
          .startsWith(mount.text("mountPath") + "/");
      Address address = Address.parse(variables.get("IPC_CHANNEL_ORDERS"));
      assertThat(address.options())
          .containsEntry("mode", "0660")
          .containsEntry("trust", "gid:" + spec.node("securityContext").text("fsGroup"));
      assertThat(Ipc.channel(address)).as("its options are known").isNotNull();
      assertThat(mebibytes(volume.node("emptyDir").text("sizeLimit")))
          .isLessThanOrEqualTo(
              mebibytes(container.node("resources").node("limits").text("memory")));
    }
    assertThat(volume.node("emptyDir").text("medium")).isEqualTo("Memory");
  }

  private static long mebibytes(String size) {
    assertThat(size).matches("[0-9]+Mi");
    return Long.parseLong(size.replace("Mi", ""));
  }
}
