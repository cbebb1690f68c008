package org.javaipc.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of listeners and servers, {@code ipc} in Actuator. */
@AutoConfiguration(after = IpcAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
public final class IpcHealthAutoConfiguration {
  /** Made by Spring. */
  IpcHealthAutoConfiguration() {}

  /** Apart, because its condition is a class that is only there with Actuator. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnEnabledHealthIndicator("ipc")
  static class Indicator {
    @Bean
    @ConditionalOnMissingBean(name = "ipcHealthIndicator")
    HealthIndicator ipcHealthIndicator(IpcEndpoints endpoints) {
      return new EndpointsHealth(endpoints);
    }
  }
}
