package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Server;
import org.javaipc.socket.UnixDatagramSocket;
import org.javaipc.socket.UnixServerOptions;
import org.javaipc.socket.UnixSocketAddress;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The units and the programs of docs/systemd.md. */
@Timeout(300)
public class SystemdPageTest {
  private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z]+)=(\\S.*)");
  private static final Pattern LISTEN = Pattern.compile("listen=([a-z]+)");
  private static final Pattern CLIENT = Pattern.compile("`Ipc\\.connect\\(\"([^\"]+)\"\\)`");
  private static final String ACTIVATE =
      "ipc-socket/src/test/resources/org/javaipc/socket/activate.py";

  @TempDir Path folder;

  /** What the page's service does with its server: it answers one client. */
  public static void serve(Server server) throws IOException, InterruptedException {
    try (Connection client = server.accept()) {
      client.send("you said " + client.receiveString());
    }
  }

  private static String text() throws IOException {
    return Files.readString(CodeOnPage.root().resolve("docs/systemd.md"));
  }

  /** {@return the assignments of a unit, by section and name, such as {@code Socket.ListenStream}} */
  private static Map<String, String> unit(String name) throws IOException {
    Map<String, String> assignments = new LinkedHashMap<>();
    String section = "";
    for (String line : CodeOnPage.of("docs/systemd.md").block(name).lines().toList()) {
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        MatchResult found = ASSIGNMENT.matcher(line).results().findFirst().orElseThrow();
        assignments.put(section + "." + found.group(1), found.group(2));
      }
    }
    return assignments;
  }

  @Test
  @DisplayName("the units, the server and the client of the page name one socket")
  void thePartsAgree() throws Exception {
    Map<String, String> socket = unit("socket");
    assertThat(socket.keySet())
        .containsExactly(
            "Socket.ListenStream",
            "Socket.SocketMode",
            "Socket.SocketGroup",
            "Socket.FileDescriptorName",
            "Install.WantedBy");
    assertThat(socket.get("Socket.SocketMode")).matches("0[0-7]{3}");
    String name = socket.get("Socket.FileDescriptorName");
    assertThat(listen("DeskService")).isEqualTo(name);
    assertThat(CodeOnPage.of("docs/systemd.md").block("activate")).contains(" --fdname=" + name);
    String client = CLIENT.matcher(text()).results().findFirst().orElseThrow().group(1);
    assertThat(Address.parse(client).name()).isEqualTo(socket.get("Socket.ListenStream"));
    assertThat(unit("store"))
        .hasEntrySatisfying(
            "Service.FileDescriptorStoreMax",
            most -> assertThat(Integer.parseInt(most)).isPositive());
  }

  private static String listen(String block) throws IOException {
    String code = CodeOnPage.of("docs/systemd.md").block(block);
    return LISTEN.matcher(code).results().findFirst().orElseThrow().group(1);
  }

  @Test
  @DisplayName("this JVM takes the options of ExecStart=, and systemd, where it is, both units")
  void theServiceCanStart() throws Exception {
    Map<String, String> service = unit("service");
    assertThat(service.keySet())
        .containsExactly("Service.Type", "Service.User", "Service.ExecStart");
    assertThat(service.get("Service.Type")).isEqualTo("notify");
    String start = service.get("Service.ExecStart");
    assertThat(start).matches("/usr/bin/java( -\\S+)* -jar /\\S+");
    assertThat(CodeOnPage.of("docs/systemd.md").block("activate"))
        .as("the same program without a unit")
        .contains(start.replaceAll("^/usr/bin/| /\\S*/", " ").strip());
    List<String> command = new ArrayList<>(List.of(start.replaceFirst(" -jar .*", "").split(" ")));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    command.set(0, java.toString());
    command.add("-version");
    CodeOnPage.output(new ProcessBuilder(command).redirectErrorStream(true).start());
    if (!Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
      System.out.println("[systemd] systemd-analyze is not here and has not verified the units");
      return;
    }
    for (String unit : List.of("socket", "service")) {
      String block = CodeOnPage.of("docs/systemd.md").block(unit);
      Files.writeString(
          folder.resolve("desk." + unit), block.replace("/usr/bin/java", java.toString()));
    }
    Process verify =
        new ProcessBuilder(
                "/usr/bin/systemd-analyze", "verify", "--man=no", folder + "/desk.socket")
            .redirectErrorStream(true)
            .start();
    assertThat(CodeOnPage.output(verify)).doesNotContain("desk.s");
  }

  @Test
  @DisplayName("the service of the page serves at the socket that it was given, and notifies")
  void theServiceServes() throws Exception {
    Needs.program("python3");
    CodeOnPage page = CodeOnPage.of("docs/systemd.md");
    page.compileWith(
        """
        import org.javaipc.*;
        import org.javaipc.socket.*;
        import static org.javaipc.docs.SystemdPageTest.serve;
        """,
        "DeskService",
        folder);
    Path socket = folder.resolve("desk.sock");
    UnixSocketAddress manager = UnixSocketAddress.of(folder.resolve("notify"));
    try (UnixDatagramSocket notified =
        UnixDatagramSocket.bind(manager, UnixServerOptions.DEFAULT)) {
      Process service = activated("stream:" + socket + ":desk", "DeskService", manager);
      try {
        // The first client may have connected when the process that bound the socket was listening.
        try (Connection client = Ipc.connect("unix:" + socket + "?trust=uid:0&connect=1m")) {
          assertThat(client.call("hello")).isEqualTo("you said hello");
        }
        assertThat(CodeOnPage.output(service)).isEmpty();
        assertThat(line(notified)).isEqualTo("READY=1");
        assertThat(line(notified)).isEqualTo("STOPPING=1");
        assertThat(socket).as("the service manager's").exists();
      } finally {
        service.destroyForcibly();
      }
    }
  }

  @Test
  @DisplayName("the program of the page stores its descriptor")
  void theJournalIsStored() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/systemd.md");
    Path file = Files.writeString(folder.resolve("journal"), "kept");
    page.compileAfter(
        """
        import java.nio.file.Path;
        import java.util.*;
        import org.javaipc.socket.*;
        """,
        "    Path path = Path.of(\"" + file + "\");\n",
        "Journal",
        folder);
    UnixSocketAddress manager = UnixSocketAddress.of(folder.resolve("notify"));
    try (UnixDatagramSocket notified =
        UnixDatagramSocket.bind(manager, UnixServerOptions.DEFAULT)) {
      Process program = start(List.of(), "Journal", manager);
      try {
        assertThat(CodeOnPage.output(program)).isEmpty();
        assertThat(line(notified)).contains("FDSTORE=1", "FDNAME=journal");
      } finally {
        program.destroyForcibly();
      }
    }
  }

  private Process activated(String socket, String name, UnixSocketAddress manager)
      throws IOException {
    Path activate = CodeOnPage.root().resolve(ACTIVATE);
    return start(List.of("python3", activate.toString(), socket, "--"), name, manager);
  }

  private Process start(List<String> launcher, String name, UnixSocketAddress manager)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Dipc.dir=" + folder.resolve("run"),
            "-cp",
            folder + ":" + System.getProperty("java.class.path"),
            name));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NOTIFY_SOCKET", manager.toString());
    return builder.start();
  }

  private static String line(UnixDatagramSocket notified) throws Exception {
    byte[] room = new byte[256];
    long length = notified.receive(MemorySegment.ofArray(room), Duration.ofMinutes(1));
    return new String(room, 0, (int) length, StandardCharsets.UTF_8).strip();
  }
}
