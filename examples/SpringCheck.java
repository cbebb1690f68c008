import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** Runs examples/spring as two processes and looks at them over HTTP. Arguments: java, the jar, the major version of Spring Boot. */
final class SpringCheck {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long DEADLINE = System.nanoTime() + Duration.ofSeconds(90).toNanos();

  private SpringCheck() {}

  public static void main(String[] args) throws Exception {
    int gatewayPort = freePort();
    int warehousePort = freePort();
    Process gateway = start(args, "gateway", gatewayPort);
    Process warehouse = start(args, "warehouse", warehousePort);
    try {
      String listening = "\"orders\":{\"kind\":\"listener\",\"state\":\"open\"";
      boolean hasHealth = !args[2].equals("3");
      await(
          warehousePort,
          "GET",
          "/actuator/health",
          answer -> answer.contains("\"status\":\"UP\"") && answer.contains(listening) == hasHealth);
      await(gatewayPort, "GET", "/actuator/health", answer -> answer.contains("\"status\":\"UP\""));
      await(gatewayPort, "POST", "/orders/apples/7", String::isEmpty);
      await(gatewayPort, "POST", "/orders/apples/-5", String::isEmpty);
      await(gatewayPort, "GET", "/stock/apples", "93"::equals);
      await(
          warehousePort,
          "GET",
          "/actuator/prometheus",
          answer ->
              has(answer, "ipc_messages_total", "address=\"shm:orders\",role=\"receiver\"", "2.0")
                  && has(answer, "ipc_handler_messages_total", "channel=\"orders\",kind=\"listener\"", "1.0")
                  && has(answer, "ipc_handler_failures_total", "channel=\"orders\",kind=\"listener\"", "1.0")
                  && has(answer, "ipc_ends_open", "address=\"shm:orders\",role=\"receiver\"", "1.0"));
      await(
          gatewayPort,
          "GET",
          "/actuator/prometheus",
          answer -> has(answer, "ipc_messages_total", "address=\"shm:orders\",role=\"sender\"", "2.0"));
      gateway.destroy(); // SIGTERM
      warehouse.destroy();
      int ended = gateway.waitFor() == 143 && warehouse.waitFor() == 143 ? 0 : 1;
      System.exit(ended);
    } finally {
      gateway.destroyForcibly();
      warehouse.destroyForcibly();
    }
  }

  private static boolean has(String metrics, String name, String tags, String value) {
    return metrics.lines().anyMatch((name + "{" + tags + "} " + value)::equals);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process start(String[] args, String profile, int port) throws IOException {
    return new ProcessBuilder(
            args[0], "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", args[1],
            "--spring.profiles.active=" + profile, "--server.port=" + port)
        .inheritIO()
        .start();
  }

  /** Asks until the answer is as expected; fails at the deadline, with the last answer. */
  private static void await(int port, String method, String path, Predicate<String> expected)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    String last = "no answer";
    do {
      try {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        last = response.statusCode() + " " + response.body();
        if (response.statusCode() == 200 && expected.test(response.body())) {
          return;
        }
      } catch (IOException e) {
        last = e.toString(); // not started yet
      }
      Thread.sleep(100);
    } while (System.nanoTime() < DEADLINE);
    throw new IllegalStateException(method + " " + path + " of port " + port + ": " + last);
  }
}
