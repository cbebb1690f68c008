package org.javaipc.spring;

import io.micrometer.core.instrument.MeterRegistry;
import org.javaipc.micrometer.IpcMeters;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The totals of all ends, and what listeners and servers have done, in the application's registry of meters. */
@AutoConfiguration(after = IpcAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, IpcMeters.class})
public final class IpcMetricsAutoConfiguration {
  /** Made by Spring. */
  IpcMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  IpcMeters ipcMeters() {
    return new IpcMeters();
  }

  @Bean
  EndpointMeters ipcEndpointMeters(IpcEndpoints endpoints) {
    return new EndpointMeters(endpoints);
  }
}
