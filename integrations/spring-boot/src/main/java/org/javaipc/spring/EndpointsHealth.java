package org.javaipc.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while all listeners and servers work; a sender whose receiver is away is not a fault. */
final class EndpointsHealth extends AbstractHealthIndicator {
  private final IpcEndpoints endpoints;

  EndpointsHealth(IpcEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up();
    for (ManagedEndpoint endpoint : endpoints.all()) {
      if (!works(endpoint)) {
        builder.down();
      }
      builder.withDetail(endpoint.channel(), details(endpoint));
    }
  }

  private static boolean works(ManagedEndpoint endpoint) {
    return endpoint.isRunning() && endpoint.failure() == null;
  }

  private static Map<String, Object> details(ManagedEndpoint endpoint) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("kind", endpoint.kind());
    details.put(
        "state", works(endpoint) ? "open" : endpoint.isRunning() ? "trying again" : "stopped");
    details.put("handled", endpoint.handling().handled());
    details.put("failures", endpoint.handling().failures());
    Throwable failure = endpoint.failure();
    if (failure != null) {
      details.put("error", failure.toString());
    }
    return details;
  }
}
