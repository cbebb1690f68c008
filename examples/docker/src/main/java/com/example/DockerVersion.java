package com.example;

import java.nio.charset.StandardCharsets;
import org.javaipc.Connection;
import org.javaipc.Ipc;

/** Asks a program that does not use javaipc: the Docker engine, in HTTP, over its Unix domain socket. */
public class DockerVersion {
  private static final String REQUEST = "GET /version HTTP/1.0\r\nHost: docker\r\n\r\n";

  public static void main(String[] args) throws Exception {
    String socket = args.length > 0 ? args[0] : "/var/run/docker.sock";
    StringBuilder answer = new StringBuilder();
    try (Connection engine = Ipc.connect("unix:" + socket + "?framing=none")) {
      engine.send(REQUEST);
      for (byte[] part; (part = engine.receive()) != null; ) { // null: the engine has closed
        answer.append(new String(part, StandardCharsets.UTF_8));
      }
    }
    System.out.println(answer.substring(0, answer.indexOf("\r\n")));
    System.out.println(answer.substring(answer.indexOf("\r\n\r\n") + 4).strip());
  }
}
