package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.javaipc.micrometer.IpcMeters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Metrics and health, and an application without them. */
class ActuatorTest {
  static final class Desk {
    @IpcListener("metered")
    void take(String message) {
      if (message.isEmpty()) {
        throw new IllegalArgumentException("empty");
      }
    }
  }

  @Test
  void messagesAndFailuresAreCounted() {
    Contexts.inMemory()
        .withBean(Desk.class)
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          context.getBean(IpcMeters.class).bindTo(registry); // Spring Boot does so
          context.getBean(IpcSenders.class).get("metered").send("x");
          context.getBean(IpcSenders.class).get("metered").send("");
          await().until(() -> count(registry, "ipc.handler.failures") == 1);
          assertThat(count(registry, "ipc.handler.messages")).isOne();
          await()
              .untilAsserted(
                  () -> assertThat(registry.find("ipc.messages").functionCounters()).isNotEmpty());
        });
  }

  private static double count(MeterRegistry registry, String name) {
    return registry
        .get(name)
        .tag("channel", "metered")
        .tag("kind", "listener")
        .functionCounter()
        .count();
  }

  @Test
  void anApplicationWithoutActuatorHasNeither() {
    Contexts.inMemory()
        .withBean(Desk.class)
        .withClassLoader(
            new FilteredClassLoader("org.springframework.boot.health", "io.micrometer"))
        .run(context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean("ipcHealthIndicator")
                .doesNotHaveBean("ipcMeters"));
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void springBoot3IsToldOnceWhatItLacks(CapturedOutput output) {
    Contexts.inMemory().run(context -> assertThat(context).hasNotFailed());
    assertThat(output).doesNotContain("needs 4.0 or newer");
    Contexts.inMemory()
        .withBean(Desk.class)
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("ipcHealthIndicator"));
    assertThat(output.getOut().lines().filter(line -> line.contains("needs 4.0 or newer")))
        .singleElement()
        .asString()
        .contains("INFO", "The health of @IpcListener and @IpcServer methods is not in Actuator");
  }

  @Test
  void theHealthCanBeTurnedOff() {
    Contexts.inMemory()
        .withPropertyValues("management.health.ipc.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
  }
}
