package org.javaipc.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between two hosts that can fall silent: connections stay, and nothing comes through any more. */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int to;
  private volatile boolean silent;

  SilentProxy(String at) throws IOException {
    this.to = Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
    Thread.ofVirtual().start(this::accept);
  }

  String at() {
    return "at=localhost:" + door.getLocalPort();
  }

  void fallSilent() {
    silent = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        sockets.addAll(List.of(near, far));
        Thread.ofVirtual().start(() -> pass(near, far));
        Thread.ofVirtual().start(() -> pass(far, near));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket into) {
    byte[] some = new byte[64 << 10];
    try (InputStream in = from.getInputStream();
        OutputStream out = into.getOutputStream()) {
      for (int count; (count = in.read(some)) >= 0; ) {
        if (!silent) {
          out.write(some, 0, count);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
