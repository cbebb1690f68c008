package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.javaipc.IpcContext;
import org.javaipc.TransportUnavailableException;
import org.javaipc.spi.TransportProvider;
import org.junit.jupiter.api.Test;

/** What is said of each transport when a shaded jar has its classes without the service files. */
class LostServiceFilesTest {
  @Test
  void everyTransportSaysThatTheServiceFilesMustBeMerged() throws Exception {
    IpcContext all = IpcContext.builder().build();
    IpcContext shaded = IpcContext.builder().moduleLayer(ModuleLayer.empty()).build();
    List<TransportProvider> channels = List.copyOf(all.channelProviders());
    assertThat(channels).hasSizeGreaterThan(5);
    for (TransportProvider provider : channels) {
      if (provider.artifact().startsWith("ipc-") && !provider.artifact().equals("ipc-it")) {
        assertThatThrownBy(() -> shaded.receiver(provider.scheme() + ":x"))
            .isInstanceOf(TransportUnavailableException.class)
            .hasMessageContaining("its class " + provider.getClass().getName() + " is present")
            .hasMessageContaining("merge service files");
      }
    }
    for (String scheme : List.of("sem", "signal")) {
      assertThatThrownBy(() -> shaded.listener(scheme + ":x"))
          .hasMessageContaining("merge service files");
    }
  }
}
