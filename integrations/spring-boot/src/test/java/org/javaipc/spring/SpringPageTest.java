package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.Connection;
import org.javaipc.IpcContext;
import org.javaipc.test.PageCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestContextManager;

/** The code of the pages about Spring and Micrometer, as it stands there. */
class SpringPageTest {
  @TempDir Path folder;

  @Test
  void theApplicationOfThePagePassesTheTestOfThePage() throws Exception {
    PageCode page = PageCode.of("docs/spring.md");
    Files.writeString(folder.resolve("application.yml"), page.block("configuration"));
    PageCode.compile("Desk", page.block("Desk"), folder);
    PageCode.compile("DeskTest", page.block("DeskTest"), folder);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(classes);
      runTheTest(Class.forName("DeskTest", true, classes));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void runTheTest(Class<?> type) throws Exception {
    TestContextManager manager = new TestContextManager(type);
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object test = constructor.newInstance();
    manager.prepareTestInstance(test);
    Method method = type.getDeclaredMethod("booksAnOrder");
    method.setAccessible(true);
    method.invoke(test);
    IpcContext ipc = manager.getTestContext().getApplicationContext().getBean(IpcContext.class);
    assertThat(ipc.resolve("fills").scheme()).isEqualTo("memory");
    try (Connection connection = ipc.connect("desk")) {
      assertThat(connection.call("hello")).isEqualTo("you said hello");
    }
    manager.getTestContext().markApplicationContextDirty(null);
  }

  @Test
  void theMetersOfThePageCompileAndRun() throws Exception {
    String source = PageCode.of("docs/metrics.md").program("Meters");
    PageCode.compile("Meters", source, folder);
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class.forName("Meters", true, classes)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }
}
