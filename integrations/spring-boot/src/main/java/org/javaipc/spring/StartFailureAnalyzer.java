package org.javaipc.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link StartException} as Spring Boot shows such things: what happened, and what to do. */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<StartException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, StartException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
  }
}
