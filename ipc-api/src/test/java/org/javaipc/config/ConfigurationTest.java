package org.javaipc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.UnknownChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the address of a logical name comes from, and what is said when it does not. */
class ConfigurationTest {
  @TempDir private Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("ipc.config");
    System.clearProperty("ipc.channel.orders");
    System.clearProperty("ipc.channel.default");
  }

  private Path file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("ipc.properties"), text);
    System.setProperty("ipc.config", file.toString());
    return file;
  }

  private static String resolve(IpcContext context, String name) throws Exception {
    return context.resolve(name).toString();
  }

  private static IpcContext usual() {
    return IpcContext.builder().build();
  }

  @Test
  void eachSourceWinsOverThoseAfterIt() throws Exception {
    file("ipc.channel.default = shm:{name}\n");
    assertThat(resolve(usual(), "orders")).isEqualTo("shm:orders");

    file("ipc.channel.orders = shm:from-file\nipc.channel.default = shm:{name}\n");
    assertThat(resolve(usual(), "orders")).isEqualTo("shm:from-file");

    System.setProperty("ipc.channel.orders", "shm:from-property");
    assertThat(resolve(usual(), "orders")).isEqualTo("shm:from-property");

    IpcContext.Builder builder =
        IpcContext.builder()
            .configuration(key ->
                key.equals("ipc.channel.orders")
                    ? Optional.of("shm:from-function")
                    : Optional.empty());
    assertThat(resolve(builder.build(), "orders")).isEqualTo("shm:from-function");

    builder.channels(Map.of("orders", "shm:from-map"));
    assertThat(resolve(builder.build(), "orders")).isEqualTo("shm:from-map");
  }

  @Test
  void theEnvironmentStandsBetweenPropertiesAndTheFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("ipc.properties"),
            "ipc.channel.orders-eu = shm:from-file\nipc.channel.other = shm:other\n");
    assertThat(ResolvingChild.resolve(file, Map.of(), "orders-eu", "other"))
        .containsExactly("shm:from-file", "shm:other");
    assertThat(
            ResolvingChild.resolve(
                file,
                Map.of("IPC_CHANNEL_ORDERS_EU", "shm:from-environment"),
                "orders-eu",
                "other"))
        .containsExactly("shm:from-environment", "shm:other");
  }

  @Test
  void anAddressInFullNeedsNoConfiguration() throws Exception {
    System.setProperty("ipc.config", folder.resolve("missing").toString());
    assertThat(resolve(usual(), "shm:x")).isEqualTo("shm:x");
  }

  @Test
  void aNameThatNothingKnowsIsRefusedWithTheNearest() throws Exception {
    file("ipc.channel.orders = shm:orders\nipc.channel.prices = shm:prices\n");
    assertThatThrownBy(() -> usual().resolve("order"))
        .isInstanceOf(UnknownChannelException.class)
        .hasMessageContaining("no address is configured for channel 'order'")
        .hasMessageContaining("did you mean 'orders'?")
        .hasMessageContaining("configured: orders, prices")
        .hasMessageContaining("-Dipc.channel.order=shm:order");
  }

  @Test
  void aValueThatIsNoAddressIsRefusedWithItsOrigin() throws Exception {
    Path file = file("ipc.channel.orders = nonsense\n");
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("ipc.channel.orders from " + file)
        .hasMessageContaining("there must be a colon after the scheme");
  }

  @Test
  void whatIsNeitherNameNorAddressIsRefused() {
    assertThatThrownBy(() -> usual().resolve("no such name"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("neither an address")
        .hasMessageContaining("nor a logical name");
  }

  @Test
  void aFileThatIsNamedAndMissingIsAnError() {
    Path missing = folder.resolve("missing.properties");
    System.setProperty("ipc.config", missing.toString());
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(missing + ", which -Dipc.config names")
        .hasMessageContaining("no such file");
  }

  @Test
  void aFileThatCannotBeReadIsAnError() throws Exception {
    System.setProperty("ipc.config", folder.toString());
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot read the configuration " + folder);
  }

  @Test
  void aFileThatIsNotUtf8IsAnError() throws Exception {
    Files.write(file(""), "ipc.channel.orders = shm:\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it is not UTF-8");
  }

  @Test
  void aMalformedLineIsNamedWithFileAndNumber() throws Exception {
    Path file = file("# fine\nipc.channel.a = shm:a\nipc.channel.b = \\u12zz\n");
    assertThatThrownBy(() -> usual().resolve("a"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("line 3");
  }

  @Test
  void aKeyThatIsGivenTwiceIsNamedWithBothLines() throws Exception {
    Path file =
        file("ipc.channel.a = shm:a\nipc.channel.long = shm:\\\n  long\nipc.channel.a = shm:b\n");
    assertThatThrownBy(() -> usual().resolve("a"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("line 4: ipc.channel.a has a value in line 1 already");
  }

  @Test
  void aFailureIsNotKept() throws Exception {
    IpcContext context = usual();
    Path file = file("ipc.channel.a = \\u12zz\n");
    assertThatThrownBy(() -> context.resolve("a")).isInstanceOf(ConfigurationException.class);
    Files.writeString(file, "ipc.channel.a = shm:a\n");
    assertThat(resolve(context, "a")).isEqualTo("shm:a");
  }

  @Test
  void theClassPathsFileIsTheLastResort() throws Exception {
    Files.writeString(folder.resolve("ipc.properties"), "ipc.channel.orders = shm:class-path\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(resolve(usual(), "orders")).isEqualTo("shm:class-path");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aTemplateServesEveryNameButItsOwn() throws Exception {
    System.setProperty("ipc.channel.default", "mmap:{name}?capacity=4MiB");
    assertThat(resolve(usual(), "anything")).isEqualTo("mmap:anything?capacity=4MiB");
    assertThat(resolve(usual(), "default")).isEqualTo("mmap:default?capacity=4MiB");
  }

  @Test
  void whatOneThreadDoesNotSeeAnotherFinds() throws Exception {
    Files.writeString(folder.resolve("ipc.properties"), "ipc.channel.orders = shm:application\n");
    IpcContext context = usual();
    assertThatThrownBy(() -> context.resolve("orders")).isInstanceOf(UnknownChannelException.class);
    try (URLClassLoader loader = loaderOf(folder)) {
      assertThat(resolveWith(loader, context)).isEqualTo("shm:application");
    }
    assertThatThrownBy(() -> context.resolve("orders")).isInstanceOf(UnknownChannelException.class);
  }

  @Test
  void twoApplicationsThatShareTheLibraryHaveAFileEach() throws Exception {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Files.writeString(one.resolve("ipc.properties"), "ipc.channel.orders = shm:one\n");
    Files.writeString(two.resolve("ipc.properties"), "ipc.channel.orders = shm:two\n");
    IpcContext context = usual();
    try (URLClassLoader first = loaderOf(one);
        URLClassLoader second = loaderOf(two)) {
      assertThat(resolveWith(first, context)).isEqualTo("shm:one");
      assertThat(resolveWith(second, context)).isEqualTo("shm:two");
      assertThat(resolveWith(first, context)).isEqualTo("shm:one");
    }
  }

  @Test
  void theCallersClassLoaderIsAskedWhereTheThreadsDoesNotSeeTheFile() throws Exception {
    Files.writeString(folder.resolve("ipc.properties"), "ipc.channel.orders = shm:of-caller\n");
    String name = CallerOfApplication.class.getName();
    try (URLClassLoader loader = new OwnClassLoader(folder, name)) {
      Object caller = loader.loadClass(name).getConstructor().newInstance();
      @SuppressWarnings("unchecked")
      Callable<String> resolving = (Callable<String>) caller;
      assertThat(CompletableFuture.supplyAsync(() -> called(resolving)).join())
          .isEqualTo("shm:of-caller");
      assertThat(resolving.call()).isEqualTo("shm:of-caller");
    }
  }

  private static String called(Callable<String> callable) {
    try {
      return callable.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static URLClassLoader loaderOf(Path folder) throws IOException {
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ConfigurationTest.class.getClassLoader());
  }

  private static String resolveWith(ClassLoader loader, IpcContext context) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(loader);
      return resolve(context, "orders");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aMistypedKeyIsTold() throws Exception {
    Path file = file("ipc.channels.orders = shm:orders\n");
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(UnknownChannelException.class)
        .hasMessageContaining("'ipc.channels.orders' from " + file)
        .hasMessageContaining("has no effect, write ipc.channel.orders");
    assertThat(usual().settings())
        .anySatisfy(setting -> {
          assertThat(setting.key()).isEqualTo("ipc.channels.orders");
          assertThat(setting.problem())
              .hasValue("this key has no effect; write ipc.channel.orders");
        });
  }

  @Test
  void whereNothingIsConfiguredThePlacesThatWereReadAreSaid() {
    assertThatThrownBy(() -> usual().resolve("orders"))
        .isInstanceOf(UnknownChannelException.class)
        .hasMessageContaining(
            "configured: none (looked in system property ipc.channel.*, environment variable IPC_CHANNEL_*, "
                + Path.of("ipc.properties").toAbsolutePath()
                + " and ipc.properties on the class path)");
  }
}
