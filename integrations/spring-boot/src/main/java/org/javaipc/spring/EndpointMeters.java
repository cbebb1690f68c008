package org.javaipc.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * {@code ipc.handler.messages} and {@code ipc.handler.failures} by channel and kind. Bound when all methods are
 * known.
 */
final class EndpointMeters implements ApplicationListener<ContextRefreshedEvent> {
  private final IpcEndpoints endpoints;

  EndpointMeters(IpcEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public void onApplicationEvent(ContextRefreshedEvent event) {
    ObjectProvider<MeterRegistry> registry =
        event.getApplicationContext().getBeanProvider(MeterRegistry.class);
    registry.ifUnique(this::bindTo);
  }

  private void bindTo(MeterRegistry registry) {
    for (ManagedEndpoint endpoint : endpoints.all()) {
      Tags tags = Tags.of("channel", endpoint.channel(), "kind", endpoint.kind());
      FunctionCounter.builder("ipc.handler.messages", endpoint.handling(), Handling::handled)
          .description("messages or connections that a method has handled")
          .tags(tags)
          .register(registry);
      FunctionCounter.builder("ipc.handler.failures", endpoint.handling(), Handling::failures)
          .description("messages or connections at which a method has failed")
          .tags(tags)
          .register(registry);
    }
  }
}
