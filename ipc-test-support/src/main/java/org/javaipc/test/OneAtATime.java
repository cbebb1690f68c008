package org.javaipc.test;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For test classes that use up what the kernel has for a user, such as the bytes of message queues: of all that
 * name it, in every JVM of this user, one runs and the others wait.
 */
public final class OneAtATime implements BeforeAllCallback, AfterAllCallback {
  private final Path file;
  private @Nullable FileChannel channel;

  /**
   * A class with this extension waits for others with the same.
   *
   * @param what is used up
   */
  public OneAtATime(String what) {
    String name = "javaipc-test-%s-%s.lock".formatted(System.getProperty("user.name"), what);
    this.file = Path.of(System.getProperty("java.io.tmpdir"), name);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    if (!lock.isValid()) {
      throw new IOException("no lock of " + file);
    }
  }

  /** Closing the file gives the lock back. */
  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
