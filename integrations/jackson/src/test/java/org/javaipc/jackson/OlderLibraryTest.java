package org.javaipc.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Callable;
import org.javaipc.Codec;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.test.IsolatedClasses;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Applications without CBOR, without Jackson, and with the oldest one. */
class OlderLibraryTest {
  /** A record as users have them. */
  public record Order(long id, String symbol) {}

  /** Writes and reads an order; {@return what was read}. */
  private static String roundTrip(Codec<Order> codec) throws Exception {
    MemorySegment message = MemorySegment.ofArray(new byte[100]);
    long length = codec.encode(new Order(7, "ACME"), message, 0, 100);
    return codec.type().substring(codec.type().lastIndexOf('/')) + codec.decode(message, 0, length);
  }

  /** Uses JSON. */
  static final class Json implements Callable<String> {
    @Override
    public String call() throws Exception {
      return roundTrip(JacksonCodec.json(Order.class));
    }
  }

  /** Uses CBOR. */
  static final class Cbor implements Callable<String> {
    @Override
    public String call() throws Exception {
      return roundTrip(JacksonCodec.cbor(Order.class));
    }
  }

  /** Uses a mapper of its own. */
  static final class Own implements Callable<String> {
    @Override
    public String call() throws Exception {
      ObjectMapper mapper = JsonMapper.builder().build();
      return JacksonCodec.of(mapper, new TypeReference<List<Order>>() {}).type()
          + roundTrip(JacksonCodec.of(mapper, Order.class));
    }
  }

  private static IsolatedClasses application() throws Exception {
    return IsolatedClasses.of(
        OlderLibraryTest.class,
        Codec.class,
        JsonProperty.class,
        JsonParser.class,
        ObjectMapper.class,
        CBORMapper.class);
  }

  private static void fails(
      IsolatedClasses application,
      Class<? extends Callable<?>> body,
      String user,
      String artifact) {
    assertThatThrownBy(() -> application.call(body))
        .satisfies(e ->
            assertThat(e.getClass().getName())
                .isEqualTo(LibraryUnavailableException.class.getName()))
        .hasMessageStartingWith(user + ": " + artifact + " is missing or older than 3.1.4 (")
        .hasMessageEndingWith(
            "add " + artifact + ":3.1.4 or newer to the class path or module path");
  }

  @Test
  void withoutCborTheErrorNamesItsArtifactAndJsonWorks() throws Exception {
    try (IsolatedClasses application = application().without("tools.jackson.dataformat.")) {
      fails(
          application,
          Cbor.class,
          "JacksonCodec.cbor",
          "tools.jackson.dataformat:jackson-dataformat-cbor");
      assertThat(application.call(Json.class)).isEqualTo("/jsonOrder[id=7, symbol=ACME]");
    }
  }

  @Test
  void withoutJacksonTheErrorNamesDatabind() throws Exception {
    String databind = "tools.jackson.core:jackson-databind";
    try (IsolatedClasses application = application().without("tools.jackson.")) {
      fails(application, Json.class, "JacksonCodec.json", databind);
    }
    try (IsolatedClasses application = application().without("tools.jackson.databind.")) {
      fails(application, Json.class, "JacksonCodec.json", databind);
      fails(application, Cbor.class, "JacksonCodec.cbor", databind);
    }
    try (IsolatedClasses application =
        application().without("tools.jackson.databind.ObjectReader")) {
      fails(application, Own.class, "JacksonCodec.of", databind);
    }
  }

  @Test
  void theOldestVersionWorks() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(OlderLibraryTest.class, Codec.class, JsonProperty.class)
            .with("older-library", OlderLibraryTest.class)) {
      assertThat(application.call(Json.class)).isEqualTo("/jsonOrder[id=7, symbol=ACME]");
      assertThat(application.call(Cbor.class)).isEqualTo("/cborOrder[id=7, symbol=ACME]");
      assertThat(application.call(Own.class)).asString().endsWith("symbol=ACME]");
    }
  }
}
