package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ipc call} and {@code ipc services}. */
class GrpcCommandsTest {
  @RegisterExtension final Workplace at = new Workplace();

  private String address() {
    return "unix:" + at.file("orders.sock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:", "unix:", "fifo:", "mmap:"})
  @DisplayName("a request in JSON is answered in JSON, over each transport, by address and by name")
  void calls(String scheme, @TempDir Path folder) throws Exception {
    String name = UUID.randomUUID().toString();
    String address = scheme + name + "?dir=" + folder;
    System.setProperty("ipc.channel." + name, address);
    try (OrdersServer server = new OrdersServer(address, true)) {
      for (String where : new String[] {address, name}) {
        Call call =
            Call.of(
                "call",
                where,
                "shop.Orders/Place",
                "{'symbol': 'ABC', 'quantity': 9007199254740993, 'side': 'SELL', 'due': '2026-01-01T00:00:00Z'}"
                    .replace('\'', '"'),
                "-H",
                "tenant: acme");
        assertThat(call.err()).isEmpty();
        assertThat(call.out())
            .isEqualTo(
                "{'text':'placed','order':{'symbol':'ABC','quantity':'9007199254740993','side':'SELL','due':'2026-01-01T00:00:00Z'}}\n"
                    .replace('\'', '"'));
        assertThat(call.exit()).isZero();
        assertThat(server.tenant()).isEqualTo("acme");
      }
    } finally {
      System.clearProperty("ipc.channel." + name);
    }
  }

  @Test
  @DisplayName("all four kinds of method take and print one message a JSON text")
  void kinds() throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      String three = "{\"quantity\": 1} {\"quantity\": 2}{\"quantity\": 3}";
      assertThat(out("Watch", "{\"symbol\": \"A\", \"quantity\": 3}"))
          .containsExactly("{\"text\":\"A 1\"}", "{\"text\":\"A 2\"}", "{\"text\":\"A 3\"}");
      assertThat(out("Sum", three)).containsExactly("{\"text\":\"sum 6\"}");
      assertThat(out("Chat", three))
          .containsExactly("{\"text\":\"sum 1\"}", "{\"text\":\"sum 3\"}", "{\"text\":\"sum 6\"}");
      assertThat(Call.of("call", address(), "shop.Orders/Place").out())
          .isEqualTo("{\"text\":\"placed\",\"order\":{}}\n");
    }
  }

  private String[] out(String method, String json) throws Exception {
    Call call = Call.of("call", address(), "shop.Orders/" + method, json);
    assertThat(call.err()).isEmpty();
    return call.out().split("\n", -1).length == 1
        ? new String[0]
        : call.out().strip().split("\n", -1);
  }

  @Test
  @DisplayName("requests on standard input are answered while they are typed")
  void standardInput() throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      IpcProcess call = at.ipc("call", address(), "shop.Orders/Chat", "-");
      call.type("{\"quantity\": 40}\n");
      await().atMost(IpcProcess.PATIENCE).until(() -> call.out().equals("{\"text\":\"sum 40\"}\n"));
      call.type("{\"quantity\": 2}\n");
      await()
          .atMost(IpcProcess.PATIENCE)
          .until(() -> call.out().endsWith("{\"text\":\"sum 42\"}\n"));
      call.endInput();
      assertThat(call.exit()).isZero();
      assertThat(call.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          shop.Order/Place  | {}                | 2 | no service 'shop.Order' (did you mean 'shop.Orders'?); it has grpc.reflection.v1.ServerReflection, shop.Orders
          shop.Orders/Plaze | {}                | 2 | service shop.Orders has no method 'Plaze' (did you mean 'Place'?); it has Place, Watch, Sum, Chat
          shop.Orders/Place | {"symbl": "A"}    | 2 | message 1 is not a shop.Order: symbl: shop.Order has no such field (did you mean 'symbol'?); it has symbol, quantity, lines, side, due
          shop.Orders/Place | {"symbol": "A", "quantity": "many"} | 2 | message 1 is not a shop.Order: quantity: Not an int64 value: "many"; its type is int64
          shop.Orders/Place | {"lines": [{"price": 1}, {"price": "x"}]} | 2 | lines[1].price: Not
          shop.Orders/Place | {"lines": [{"tags": ["a", {}]}]} | 2 | lines[0].tags[1]:
          shop.Orders/Place | {"side": "HOLD"}  | 2 | side: Invalid enum value
          shop.Orders/Place | {"due": "soon"}   | 2 | due:
          shop.Orders/Place | {"symbol": }      | 2 | message 1 is not JSON:
          shop.Orders/Place | {} {}             | 2 | shop.Orders.Place takes one message, and more were given
          shop.Orders/Sum   | {"quantity": 1} {"quantity": "x"} | 2 | message 2 is not a shop.Order: quantity:
          shop.Orders/Place | {"symbol": "unknown"} | 1 | ipc: NOT_FOUND: no such symbol
          """)
  @DisplayName("what is wrong is said on one line, with what would be right")
  void wrong(String method, String json, int exit, String message) throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      Call call = Call.of("call", address(), method, json);
      assertThat(call.err()).contains(message).hasLineCount(1);
      assertThat(call.exit()).isEqualTo(exit);
      assertThat(call.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                  | it is empty; give one such as shop.Orders/Place;
          /                   | it has no service before the slash and no method after it; give one such as shop.Orders/Place;
          //                  | it has 2 slashes instead of one; give one such as shop.Orders/Place;
          Watch               | it has no slash; give one such as shop.Orders/Watch;
          shop.Orders.Watch   | it has no slash; give one such as shop.Orders/Watch;
          shop.orders.watch   | it has no slash; give one such as shop.Orders/Watch;
          shop.Orders         | it has no slash; give one such as shop.Orders/Place;
          /Watch              | it has no service before the slash; give one such as shop.Orders/Watch;
          shop.Orders/        | it has no method after the slash; give one such as shop.Orders/Place;
          /shop.Orders/Watch  | it has 2 slashes instead of one; give one such as shop.Orders/Watch;
          shop.Orders/Watch/  | it has 2 slashes instead of one; give one such as shop.Orders/Watch;
          a/b/c               | it has 2 slashes instead of one; give one such as shop.Orders/Place;
          shop.Orders∕Watch   | character 12 is U+2215 (DIVISION SLASH); names have ASCII letters, digits, '_' and '.' only; give one such as shop.Orders/Watch;
          shop.Orders/Wätch   | character 14 is U+00E4 (LATIN SMALL LETTER A WITH DIAERESIS); names have ASCII letters, digits, '_' and '.' only; give one such as
          😀/Watch            | character 1 is U+1F600 (GRINNING FACE);
          `shop.Orders/Watch ` | character 18 is U+0020 (SPACE); names have ASCII letters, digits, '_' and '.' only; give one such as shop.Orders/Watch;
          """)
  @DisplayName(
      "what is not SERVICE/METHOD is told with its fault, a method of the server and its services")
  void notAMethod(String method, String message) throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      Call call = Call.of("call", address(), method);
      assertThat(call.err())
          .startsWith("ipc: '" + method + "' is not SERVICE/METHOD: " + message)
          .endsWith(
              "; the services of "
                  + address()
                  + " are grpc.reflection.v1.ServerReflection, shop.Orders\n")
          .hasLineCount(1);
      assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  @DisplayName("a method on two lines is told on one")
  void methodOnTwoLines() throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      assertThat(Call.of("call", address(), "shop.Orders/\nWatch").err())
          .contains("'shop.Orders/?Watch' is not", "character 13 is U+000A (LINE FEED (LF));")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tenant     | -H 'tenant' is not NAME:VALUE, such as tenant:acme
          a b:c      | -H 'a b:c': Invalid character
          tenant:ä   | values are printable ASCII
          x-bin:*    | -H 'x-bin:*':
          """)
  @DisplayName("metadata that gRPC would drop or change is refused")
  void wrongHeaders(String header, String message) throws Exception {
    Call call = Call.of("call", address(), "shop.Orders/Place", "{}", "-H", header);
    assertThat(call.err()).contains(message).hasLineCount(1);
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  @DisplayName("a deadline ends a call that nobody answers, with the exit code of a timeout")
  void deadline() throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      Call call =
          Call.of(
              "call",
              address(),
              "shop.Orders/Place",
              "{\"symbol\": \"never\"}",
              "--deadline",
              "500ms");
      assertThat(call.err()).contains("DEADLINE_EXCEEDED").hasLineCount(1);
      assertThat(call.exit()).isEqualTo(ExitCode.TIMED_OUT);
    }
  }

  @Test
  @DisplayName(
      "a server without reflection, none at all, and an address that is none are told apart")
  void servers() throws Exception {
    try (var _ = new OrdersServer(address(), false)) {
      Call call = Call.of("services", address());
      assertThat(call.err()).contains("ProtoReflectionServiceV1").hasLineCount(1);
      assertThat(call.exit()).isEqualTo(ExitCode.FAILED);
    }
    for (String command : new String[] {"services", "call"}) {
      String[] method = command.equals("call") ? new String[] {"a/b"} : new String[0];
      Call nobody = call(command, "shm:nobody?dir=" + at.file("run"), method);
      assertThat(nobody.err()).contains("shm:nobody", "start").hasLineCount(1);
      assertThat(nobody.exit())
          .isEqualTo(Call.of("connect", "shm:nobody?connect=0ms&dir=" + at.file("run")).exit());
      assertThat(call(command, "carrier:x", method).exit()).isEqualTo(ExitCode.USAGE);
      assertThat(call(command, "unconfigured", method).exit()).isEqualTo(ExitCode.USAGE);
    }
  }

  private static Call call(String command, String address, String... more) throws Exception {
    return more.length == 0 ? Call.of(command, address) : Call.of(command, address, more[0]);
  }

  @Test
  @DisplayName("services are listed with their methods, and one with all its types")
  void services() throws Exception {
    try (var _ = new OrdersServer(address(), true)) {
      assertThat(Call.of("services", address()).out())
          .isEqualTo(
              """
              grpc.reflection.v1.ServerReflection
                rpc ServerReflectionInfo(stream grpc.reflection.v1.ServerReflectionRequest) returns (stream grpc.reflection.v1.ServerReflectionResponse)
              shop.Orders
                rpc Place(shop.Order) returns (shop.Receipt)
                rpc Watch(shop.Order) returns (stream shop.Receipt)
                rpc Sum(stream shop.Order) returns (shop.Receipt)
                rpc Chat(stream shop.Order) returns (stream shop.Receipt)
              """);
      assertThat(Call.of("services", address(), "shop.Orders").out())
          .endsWith(
              """
              message shop.Order
                string symbol = 1
                int64 quantity = 2
                repeated shop.Line lines = 3
                shop.Side side = 4
                google.protobuf.Timestamp due = 5
              message shop.Line
                double price = 1
                repeated string tags = 2
              enum shop.Side
                BUY = 0
                SELL = 1
              message shop.Receipt
                string text = 1
                shop.Order order = 2
              """);
      assertThat(Call.of("services", address(), "shop.Orders", "--json").out())
          .contains(
              "{\"service\":\"shop.Orders\",\"method\":\"Sum\",\"request\":\"shop.Order\",\"requests\":\"stream\",\"response\":\"shop.Receipt\",\"responses\":\"one\"}\n");
      Call unknown = Call.of("services", address(), "shop.Ordres");
      assertThat(unknown.err()).contains("did you mean 'shop.Orders'?").hasLineCount(1);
      assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE);
    }
  }
}
