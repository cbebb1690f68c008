package org.javaipc.spring;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says that a channel to which something wants to send has no address. */
final class MissingSenderAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {
  private static final Pattern WANTED =
      Pattern.compile("@" + Pattern.quote(IpcSender.class.getName()) + "\\(\"?(.*?)\"?\\)");

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, NoSuchBeanDefinitionException cause) {
    Matcher wanted = WANTED.matcher(String.valueOf(cause.getMessage()));
    if (!wanted.find()) {
      return null;
    }
    String name = wanted.group(1).replaceFirst("^value=\"?", "");
    return new FailureAnalysis(
        "A sender of the channel '"
            + name
            + "' is injected, which has no address in the application's configuration.",
        "Write ipc.channel."
            + name
            + ": shm:"
            + name
            + ", or another address, into application.yml, or ask the bean IpcSenders for a channel of another source.",
        cause);
  }
}
