package org.javaipc.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes without a build tool, as in a container, where there is none: one line a test, and a
 * summary. Arguments are names of classes; {@code -Dipc.it.tests=REGEX} picks tests by display name.
 */
public final class SuiteLauncher {
  /** Between the name of a test that was skipped and the reason. */
  static final String BECAUSE = " | ";

  /** How a test ended. */
  record Outcome(String test, String result, Throwable failure) {
    boolean isFailure() {
      return result.equals("FAILED");
    }
  }

  private SuiteLauncher() {}

  /** Runs the test classes that are named; exits with 1 if one fails. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : args) {
      classes.add(Class.forName(name));
    }
    String tests = System.getProperty("ipc.it.tests", ".*");
    List<Outcome> outcomes = run(classes, tests, SuiteLauncher::print);
    System.out.println("SUMMARY " + summary(outcomes));
    System.exit(outcomes.stream().anyMatch(Outcome::isFailure) || outcomes.isEmpty() ? 1 : 0);
  }

  @SuppressWarnings("SystemOut")
  private static void print(Outcome outcome) {
    Throwable failure = outcome.failure();
    if (failure == null || outcome.isFailure()) {
      System.out.println(outcome.result() + " " + outcome.test());
    } else {
      System.out.println(outcome.result() + " " + outcome.test() + BECAUSE + failure.getMessage());
    }
    if (failure != null && outcome.isFailure()) {
      failure.printStackTrace(System.out);
    }
  }

  static String summary(List<Outcome> outcomes) {
    long failed = outcomes.stream().filter(Outcome::isFailure).count();
    long skipped = outcomes.stream().filter(outcome -> outcome.result().equals("SKIPPED")).count();
    return "%d run, %d failed, %d skipped".formatted(outcomes.size(), failed, skipped);
  }

  /** Runs the tests of the classes whose display names match, and returns how each ended. */
  static List<Outcome> run(List<Class<?>> classes, String tests, Consumer<Outcome> onEnd) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes.stream().map(type -> selectClass(type)).toList())
            .filters(byDisplayName(tests))
            .configurationParameters(
                Map.of("junit.jupiter.extensions.autodetection.enabled", "false"))
            .build();
    List<Outcome> outcomes = new ArrayList<>();
    LauncherFactory.create().execute(request, new Collector(outcomes, onEnd));
    return outcomes;
  }

  private static PostDiscoveryFilter byDisplayName(String tests) {
    return (TestDescriptor test) ->
        FilterResult.includedIf(!test.isTest() || test.getDisplayName().matches(tests));
  }

  private record Collector(List<Outcome> outcomes, Consumer<Outcome> onEnd)
      implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
        String word =
            switch (result.getStatus()) {
              case SUCCESSFUL -> "OK";
              case ABORTED -> "SKIPPED";
              case FAILED -> "FAILED";
            };
        end(new Outcome(nameOf(test), word, result.getThrowable().orElse(null)));
      }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      end(new Outcome(nameOf(test) + ": " + reason, "SKIPPED", null));
    }

    private void end(Outcome outcome) {
      outcomes.add(outcome);
      onEnd.accept(outcome);
    }

    private static String nameOf(TestIdentifier test) {
      return test.getDisplayName();
    }
  }
}
