package org.javaipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.TransportUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How providers are found, and one test for each way in which a class path can be wrong. */
class ProviderLookupTest {
  private final Thread thread = Thread.currentThread();
  private final ClassLoader contextClassLoader = thread.getContextClassLoader();
  @TempDir private Path folder;
  private URLClassLoader loader;

  @AfterEach
  void closeLoader() throws IOException {
    thread.setContextClassLoader(contextClassLoader);
    System.clearProperty("ipc.provider.demo");
    if (loader != null) {
      loader.close();
    }
  }

  private ClassLoader loaderOf(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    loader = new URLClassLoader(urls, IpcContext.class.getClassLoader());
    return loader;
  }

  private IpcContext with(Path... jars) throws IOException {
    return IpcContext.builder().classLoader(loaderOf(jars)).build();
  }

  private ProviderJar demo(String className) {
    return new ProviderJar("com.example." + className, "demo");
  }

  @Test
  void aProviderOnTheClassPathServesItsScheme() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    assertThat(context.channel("demo:x")).hasToString("channel of com.example.One");
    assertThat(context.channelProviders())
        .extracting(ChannelProvider::scheme)
        .containsExactly("demo");
  }

  @Test
  void aProviderInAModuleLayerServesItsScheme() throws Exception {
    Path jar = demo("Layered").asModule().in(folder);
    ModuleLayer parent = IpcContext.class.getModule().getLayer();
    Configuration resolved =
        parent
            .configuration()
            .resolveAndBind(ModuleFinder.of(jar), ModuleFinder.of(), Set.of("transport"));
    ModuleLayer layer =
        parent.defineModulesWithOneLoader(resolved, IpcContext.class.getClassLoader());
    IpcContext context = IpcContext.builder().moduleLayer(layer).build();
    assertThat(context.channel("demo:x")).hasToString("channel of com.example.Layered");
    assertThatThrownBy(() -> IpcContext.builder().build().channel("demo:x"))
        .isInstanceOf(InvalidAddressException.class);
  }

  @Test
  void theHigherPriorityWins() throws Exception {
    IpcContext context = with(demo("Low").in(folder), demo("High").priority(1).in(folder));
    assertThat(context.channel("demo:x")).hasToString("channel of com.example.High");
  }

  @Test
  void aTieIsAnErrorThatNamesBothJars() throws Exception {
    Path one = demo("One").in(folder);
    Path two = demo("Two").in(folder);
    IpcContext context = with(one, two);
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("several providers of scheme demo have priority 0")
        .hasMessageContaining("com.example.One in " + one.toUri().toURL())
        .hasMessageContaining("com.example.Two in " + two.toUri().toURL())
        .hasMessageContaining("set ipc.provider.demo to the class to use");
  }

  @Test
  void anExplicitChoiceDecidesATieAndBeatsPriority() throws Exception {
    IpcContext context = with(demo("Low").in(folder), demo("High").priority(1).in(folder));
    System.setProperty("ipc.provider.demo", "com.example.Low");
    assertThat(context.channel("demo:x")).hasToString("channel of com.example.Low");
  }

  @Test
  void anExplicitChoiceOfNoProviderIsAnErrorThatListsThem() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    System.setProperty("ipc.provider.demo", "com.example.Missing");
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("ipc.provider.demo=com.example.Missing names none of the providers")
        .hasMessageContaining("com.example.One");
  }

  @Test
  void anUnavailableProviderIsRefusedWithItsReason() throws Exception {
    IpcContext context = with(demo("One").unavailable("this kernel is too old").in(folder));
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessage("demo:x: demo: is not available: this kernel is too old");
  }

  @Test
  void aServiceFileThatNamesAMissingClassIsAnError() throws Exception {
    IpcContext context = with(demo("One").services("com.example.Gone").in(folder));
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("a provider of " + ChannelProvider.class.getName() + " is named but")
        .hasMessageContaining("com.example.Gone")
        .hasMessageContaining("remove its jar or add what it needs");
  }

  @Test
  void aServiceFileThatNamesWhatIsNoProviderIsAnError() throws Exception {
    IpcContext context = with(demo("One").services("com.example.One$1").in(folder));
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("com.example.One$1");
  }

  @Test
  void aProviderThatLacksWhatItNeedsIsAnError() throws Exception {
    IpcContext context = with(demo("One").in(folder, "One$1.class"));
    assertThatThrownBy(() -> context.channel("demo:x").toString())
        .isInstanceOf(NoClassDefFoundError.class);
    IpcContext atOnce =
        with(demo("Two").constructor("new Object() {}.hashCode();").in(folder, "Two$1.class"));
    assertThatThrownBy(() -> atOnce.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("cannot be loaded");
  }

  @Test
  void aProviderWhoseConstructorFailsIsAnError() throws Exception {
    IpcContext context =
        with(demo("One").constructor("if (true) throw new IllegalStateException();").in(folder));
    assertThatThrownBy(() -> context.channel("demo:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("cannot be loaded")
        .hasMessageContaining("com.example.One");
  }

  @Test
  void aKnownSchemeWithoutProviderNamesTheArtifactToAdd() throws Exception {
    IpcContext context = with();
    for (var wanted :
        List.of(
            "shm ipc-shm", "sysv ipc-shm", "mmap ipc-mmap", "memory ipc-core", "fifo ipc-pipe")) {
      String scheme = wanted.split(" ", 2)[0];
      assertThatThrownBy(() -> context.channel(scheme + ":x"))
          .isInstanceOf(TransportUnavailableException.class)
          .hasMessageContaining("no ChannelProvider of scheme " + scheme + " was found")
          .hasMessageContaining("add the artifact org.javaipc:" + wanted.split(" ", 2)[1]);
    }
  }

  @Test
  void aServiceFileThatShadingLostIsSaid() throws Exception {
    Path shaded = new ProviderJar("org.javaipc.shm.ShmProvider", "shm").services("").in(folder);
    ClassLoader withShaded = loaderOf(shaded);
    thread.setContextClassLoader(withShaded);
    IpcContext context = IpcContext.builder().classLoader(withShaded).build();
    assertThatThrownBy(() -> context.channel("shm:x"))
        .isInstanceOf(TransportUnavailableException.class)
        .hasMessageContaining("its class org.javaipc.shm.ShmProvider is present")
        .hasMessageContaining("META-INF/services/" + ChannelProvider.class.getName())
        .hasMessageContaining("have the tool that built this jar merge service files");
  }

  @Test
  void anUnknownSchemeIsRefusedWithTheNearest() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    assertThatThrownBy(() -> context.channel("demmo:x"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("unknown scheme 'demmo' for channels")
        .hasMessageContaining("did you mean 'demo'?");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheNearest() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    assertThatThrownBy(() -> context.channel("demo:x?capacty=1MiB"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("demo: unknown option 'capacty'")
        .hasMessageContaining("did you mean 'capacity'?");
  }

  @Test
  void aNameOfAFormThatTheTransportDoesNotTakeIsRefused() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    assertThatThrownBy(() -> context.channel("demo:/tmp/x"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("demo: does not accept a PATH name; use [PLAIN]");
  }

  @Test
  void aProviderThatOnlyCarriesMessagesCarriesNoEvents() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    assertThatThrownBy(() -> context.listener("demo:x"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("demo: carries messages, not events");
    assertThat(context.resolve("demo:x").options()).isEqualTo(java.util.Map.of());
    assertThat(Optional.of(context.channel("demo:x").capabilities())).contains(Set.of());
  }

  @Test
  void aProviderThatTheApplicationsClassLoaderHasServesItsScheme() throws Exception {
    IpcContext context = IpcContext.builder().build();
    assertThatThrownBy(() -> context.channel("demo:x")).isInstanceOf(InvalidAddressException.class);
    thread.setContextClassLoader(loaderOf(demo("One").in(folder)));
    assertThat(context.channel("demo:x")).hasToString("channel of com.example.One");
    thread.setContextClassLoader(contextClassLoader);
    assertThatThrownBy(() -> context.channel("demo:x")).isInstanceOf(InvalidAddressException.class);
  }

  @Test
  void aSchemeWithTheOtherKindAloneIsUsageAndSaysWhichHaveThisOne() throws Exception {
    IpcContext context = with(demo("One").in(folder));
    for (String events : List.of("signal:x", "sem:x")) {
      assertThatThrownBy(() -> context.channel(events))
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining("carries events, not messages; the schemes that carry messages are")
          .hasMessageContaining("memory, shm, sysv, mmap, pipe, fifo, mq, sysvmq, unix, unixgram");
      assertThatThrownBy(() -> context.listen(events)).isInstanceOf(InvalidAddressException.class);
      assertThatThrownBy(() -> context.connect(events)).isInstanceOf(InvalidAddressException.class);
    }
    for (String messages : List.of("unix:x", "mq:x", "pipe:x", "demo:x")) {
      assertThatThrownBy(() -> context.listener(messages))
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining("carries messages, not events; the schemes that carry events are")
          .hasMessageContaining("memory, shm, sysv, sem, mmap, grpc, signal");
      assertThatThrownBy(() -> context.notifier(messages))
          .isInstanceOf(InvalidAddressException.class);
    }
  }
}
