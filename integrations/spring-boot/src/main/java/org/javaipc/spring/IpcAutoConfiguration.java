package org.javaipc.spring;

import java.util.Optional;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Senders, listeners and servers, with the addresses of the application's configuration. */
@AutoConfiguration
@EnableConfigurationProperties(IpcProperties.class)
@Import(SenderBeans.class)
public final class IpcAutoConfiguration {
  /** Made by Spring. */
  IpcAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  IpcContext ipcContext(IpcProperties properties, Environment environment) {
    return Ipc.builder()
        .channels(ChannelAddresses.of(properties))
        .configuration(key ->
            key.startsWith("ipc.provider.")
                ? Optional.ofNullable(environment.getProperty(key))
                : Optional.empty())
        .build();
  }

  @Bean
  @ConditionalOnMissingBean
  IpcErrorHandler ipcErrorHandler() {
    return new LoggingErrorHandler();
  }

  @Bean
  IpcSenders ipcSenders(IpcContext context) {
    return new IpcSenders(context);
  }

  @Bean
  SenderFactory ipcSenderFactory(IpcSenders senders) {
    return new SenderFactory(senders);
  }

  @Bean
  TypedSenderFactory ipcTypedSenderFactory(
      IpcSenders senders, ConfigurableListableBeanFactory beans) {
    return new TypedSenderFactory(senders, new Codecs(beans));
  }

  @Bean
  IpcEndpoints ipcEndpoints() {
    return new IpcEndpoints();
  }

  @Bean
  static EndpointScanner ipcEndpointScanner(
      ConfigurableListableBeanFactory beans,
      IpcContext context,
      IpcEndpoints endpoints,
      IpcErrorHandler errors) {
    return new EndpointScanner(
        beans, context, endpoints, errors, new MethodShapes(new Codecs(beans)));
  }
}
