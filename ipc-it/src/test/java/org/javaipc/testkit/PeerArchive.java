package org.javaipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.test.ClassArchive;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes the peers start quickly, from an archive of their classes: {@code -Dipc.it.archive} says in which folder.
 * Without it, as in a container, peers start as they do for anybody.
 */
public final class PeerArchive implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String folder = System.getProperty("ipc.it.archive", "");
    if (folder.isEmpty() || System.getProperty(PeerProcess.CLASS_PATH) != null) {
      return;
    }
    try {
      ClassArchive archive = ClassArchive.of(Path.of(folder), PeerProcess.options(), training());
      System.setProperty(PeerProcess.OPTIONS, String.join(" ", archive.options()));
      System.setProperty(PeerProcess.CLASS_PATH, archive.classPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once through what peers do. */
  private static List<String> training() {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "javaipc-it-training");
    String at = ":training?dir=" + directory;
    List<String> commands = new ArrayList<>(List.of(Peer.class.getName()));
    for (String scheme : List.of("shm", "unix", "mq")) {
      commands.add("receiver " + scheme + at);
      commands.add("sender " + scheme + at);
      commands.add("send 1 0 100 0 5");
      commands.add("receive 1 0 100 0 5");
      commands.add("close");
    }
    commands.add("listener shm" + at);
    commands.add("notifier shm" + at);
    commands.add("notify 1");
    commands.add("await");
    return commands;
  }
}
