package org.javaipc.spring;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Application contexts with this starter. */
final class Contexts {
  private Contexts() {}

  /** {@return one whose channels are memory} */
  static ApplicationContextRunner inMemory() {
    return plain().withPropertyValues("ipc.memory=true");
  }

  static ApplicationContextRunner plain() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                IpcAutoConfiguration.class,
                IpcBoot3AutoConfiguration.class,
                IpcHealthAutoConfiguration.class,
                IpcMetricsAutoConfiguration.class));
  }
}
