/**
 * The {@code ipc} command.
 *
 * <p>HdrHistogram has no module descriptor: its name comes from its jar. Nothing is exported from
 * here, so that this reaches nobody else.
 */
@SuppressWarnings("requires-automatic")
module org.javaipc.cli {
  requires HdrHistogram;
  requires info.picocli;
  requires org.javaipc.api;
  requires org.javaipc.linux;
  requires org.javaipc.mmap;
  requires org.javaipc.signal;
  requires org.javaipc.shm;
  requires org.javaipc.process;
  requires static org.jspecify;

  uses java.util.spi.ToolProvider;
}
