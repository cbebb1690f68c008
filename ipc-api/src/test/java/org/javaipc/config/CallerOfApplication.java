package org.javaipc.config;

import java.util.concurrent.Callable;
import org.javaipc.IpcContext;

/** A class of an application, which a class loader of its own loads. */
public final class CallerOfApplication implements Callable<String> {
  private final IpcContext context = IpcContext.builder().build();

  @Override
  public String call() throws Exception {
    return context.resolve("orders").toString();
  }
}
