package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the modules need of libraries, of which an application may have another version. */
class LibrariesTest {
  private final OurModules modules = new OurModules();

  private List<String> naming(String module, String library) throws Exception {
    List<String> found = new ArrayList<>();
    for (String type : modules.classes(module)) {
      if (modules.constants(module, type).contains(library)) {
        found.add(type);
      }
    }
    return found;
  }

  @ParameterizedTest
  @DisplayName(
      "the API and the transports name no class of Google's, and one of Netty's in sockets alone")
  @CsvSource({
    "org.javaipc.api, 50",
    "org.javaipc.linux, 100",
    "org.javaipc.core, 50",
    "org.javaipc.shm, 20",
    "org.javaipc.mmap, 20",
    "org.javaipc.mq, 10",
    "org.javaipc.pipe, 10",
    "org.javaipc.socket, 20",
    "org.javaipc.signal, 10",
    "org.javaipc.process, 10",
    "org.javaipc.cli, 50",
  })
  void coreNeedsNoLibrary(String module, int classes) throws Exception {
    assertThat(modules.classes(module)).hasSizeGreaterThan(classes);
    assertThat(naming(module, "com/google/")).isEmpty();
    if (!module.equals("org.javaipc.socket")) {
      assertThat(naming(module, "io/netty/")).isEmpty();
    }
  }

  @Test
  @DisplayName("gRPC's transport names Guava, as gRPC's signatures do: the search finds it")
  void grpcNamesGuava() throws Exception {
    assertThat(naming("org.javaipc.grpc", "com/google/common/")).isNotEmpty();
  }
}
