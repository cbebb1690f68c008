package com.example;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javaipc.Sender;
import org.javaipc.spring.IpcListener;
import org.javaipc.spring.IpcSender;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

/**
 * Sends three images to the worker and prints what it finds.
 *
 * <p>An image is its number, width and height, 4 bytes each, 4 bytes more, and a float for each pixel; a result is the number, 4
 * bytes more, and a double for the mean. All are little-endian.
 */
@Component
class Images implements CommandLineRunner {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat PIXEL =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble MEAN =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int HEADER = 16;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private final Sender images;
  private final BlockingQueue<String> results = new LinkedBlockingQueue<>();

  Images(@IpcSender("images") Sender images) {
    this.images = images;
  }

  @IpcListener("results")
  void take(MemorySegment result) {
    results.add("image " + result.get(INT, 0) + " has a mean of " + result.get(MEAN, 8));
  }

  @Override
  public void run(String... args) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = arena.allocate(HEADER + 4L * WIDTH * HEIGHT);
      for (int number = 1; number <= 3; number++) {
        paint(image, number);
        images.send(image);
      }
    }
    for (int number = 1; number <= 3; number++) {
      String result = results.poll(30, TimeUnit.SECONDS);
      if (result == null) {
        throw new TimeoutException("no result of image " + number + " within 30 s");
      }
      System.out.println(result);
    }
  }

  /** Black in the left half, {@code brightest} in the right one. */
  private static void paint(MemorySegment image, int brightest) {
    image.set(INT, 0, brightest);
    image.set(INT, 4, WIDTH);
    image.set(INT, 8, HEIGHT);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.set(PIXEL, HEADER + 4L * i, i % WIDTH < WIDTH / 2 ? 0 : brightest);
    }
  }
}
