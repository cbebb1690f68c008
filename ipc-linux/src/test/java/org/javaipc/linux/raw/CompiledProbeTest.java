package org.javaipc.linux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.ipc.Sem;
import org.javaipc.linux.raw.poll.Epoll;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every constant and layout of the raw floor, checked by a C compiler of the processor: each
 * becomes a static assertion, so compiling proves it and a cross compiler is enough.
 */
class CompiledProbeTest {
  private static final String INCLUDES =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <signal.h>
      #include <poll.h>
      #include <spawn.h>
      #include <limits.h>
      #include <stddef.h>
      #include <semaphore.h>
      #include <time.h>
      #include <unistd.h>
      #include <linux/close_range.h>
      #include <linux/futex.h>
      #include <linux/magic.h>
      #include <linux/membarrier.h>
      #include <mqueue.h>
      #include <stdio.h>
      #include <sys/epoll.h>
      #include <sys/eventfd.h>
      #include <sys/ioctl.h>
      #include <sys/mman.h>
      #include <sys/prctl.h>
      #include <sys/resource.h>
      #include <sys/ipc.h>
      #include <sys/mman.h>
      #include <sys/msg.h>
      #include <sys/sem.h>
      #include <sys/shm.h>
      #include <sys/signalfd.h>
      #include <sys/stat.h>
      #include <sys/statfs.h>
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <sys/timerfd.h>
      #include <sys/uio.h>
      #include <sys/wait.h>
      #include <sys/socket.h>
      #include <sys/un.h>
      """;

  /** What the headers of an older system lack, and the macro that tells. */
  private static final Map<String, String> RECENT =
      Map.of(
          "CIFS_SUPER_MAGIC", "CIFS_SUPER_MAGIC",
          "SMB2_SUPER_MAGIC", "SMB2_SUPER_MAGIC",
          "CEPH_SUPER_MAGIC", "CEPH_SUPER_MAGIC",
          "FUTEX_32", "FUTEX_32",
          "FUTEX_WAITV_MAX", "FUTEX_32",
          "SYS_futex_waitv", "SYS_futex_waitv",
          "futex_waitv", "FUTEX_32");

  /** Numbers of a processor that are checked with the layouts that they are parts of. */
  private static final Set<String> PARTS_OF_LAYOUTS =
      Set.of("epoll_event_data", "semid_ds_reserved");

  @TempDir Path temporary;

  static Stream<Architecture> architectures() {
    return Stream.of(Architecture.X86_64, Architecture.AARCH64);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void compilerAgreesWithEveryConstantAndLayout(Architecture architecture) throws Exception {
    String compiler = compiler(architecture);
    List<String> assertions = assertions(architecture);
    assertThat(assertions).hasSizeGreaterThan(200);
    assertThat(compile(compiler, assertions)).as(compiler).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void compilerWouldNoticeWrongConstant(Architecture architecture) throws Exception {
    String compiler = compiler(architecture);
    assertThat(compile(compiler, List.of(equal("O_NOFOLLOW", architecture.O_NOFOLLOW() + 1))))
        .contains("O_NOFOLLOW");
  }

  private static List<String> assertions(Architecture architecture) throws Exception {
    List<String> assertions = new ArrayList<>();
    Set<String> different = new TreeSet<>();
    for (RecordComponent component : Architecture.class.getRecordComponents()) {
      different.add(component.getName());
      if (!PARTS_OF_LAYOUTS.contains(component.getName())) {
        add(assertions, component.getName(), component.getAccessor().invoke(architecture));
      }
    }
    different.add("EPOLL_EVENT");
    addLayout(assertions, Epoll.epoll_event(architecture));
    different.add("SEMID_DS");
    addLayout(assertions, Sem.semid_ds(architecture));
    for (Class<?> header : headers()) {
      for (Field field : header.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !different.contains(field.getName())) {
          add(assertions, field.getName(), field.get(null));
        }
      }
    }
    return assertions;
  }

  /** Every class of the raw floor, so that none is forgotten. */
  private static List<Class<?>> headers() throws Exception {
    Path folder = Path.of(Errno.class.getResource("Errno.class").toURI()).getParent();
    List<Class<?>> headers = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(CompiledProbeTest::isClass).sorted().toList()) {
        String name = folder.relativize(file).toString().replace(".class", "").replace('/', '.');
        headers.add(Class.forName(Errno.class.getPackageName() + "." + name));
      }
    }
    assertThat(headers).contains(Errno.class, Fcntl.class, Stat.class);
    return headers;
  }

  private static boolean isClass(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class") && !name.contains("$") && !name.contains("-");
  }

  private static void add(List<String> assertions, String name, Object value) {
    if (value instanceof Number number) {
      assertions.add(guarded(name, equal(name, number.longValue())));
    } else if (value instanceof StructLayout layout) {
      addLayout(assertions, layout);
    }
  }

  private static String guarded(String name, String assertion) {
    String macro = RECENT.get(name);
    return macro == null ? assertion : "#ifdef " + macro + "\n" + assertion + "\n#endif";
  }

  private static void addLayout(List<String> assertions, StructLayout layout) {
    String name = layout.name().orElseThrow();
    String type = name.endsWith("_t") ? name : "struct " + name;
    assertions.add(guarded(name, equal("sizeof(" + type + ")", layout.byteSize())));
    for (var member : layout.memberLayouts()) {
      if (member instanceof PaddingLayout) {
        continue;
      }
      String field = member.name().orElseThrow();
      long offset = layout.byteOffset(PathElement.groupElement(field));
      assertions.add(guarded(name, equal("offsetof(" + type + ", " + field + ")", offset)));
      String size = "sizeof(((" + type + " *) 0)->" + field + ")";
      assertions.add(guarded(name, equal(size, member.byteSize())));
    }
  }

  private static String equal(String expression, long value) {
    return "_Static_assert((" + expression + ") == " + value + "L, \"" + expression + "\");";
  }

  private String compile(String compiler, List<String> assertions)
      throws IOException, InterruptedException {
    Path source = temporary.resolve("probe.c");
    Files.writeString(source, INCLUDES + String.join("\n", assertions) + "\n");
    Process process =
        new ProcessBuilder(compiler, "-fsyntax-only", source.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String talk = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue() == 0 ? "" : talk;
    } finally {
      process.destroyForcibly();
    }
  }

  /** The compiler for a processor: the system's own, or the cross compiler of Debian's name. */
  private static String compiler(Architecture architecture) {
    String cross =
        (architecture.equals(Architecture.X86_64) ? "x86_64" : "aarch64") + "-linux-gnu-gcc";
    String name = architecture.equals(Architecture.current()) ? "cc" : cross;
    Needs.program(name);
    return name;
  }
}
