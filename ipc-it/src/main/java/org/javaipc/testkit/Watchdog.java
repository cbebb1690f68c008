package org.javaipc.testkit;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test on a thread of its own and gives it up when it hangs, as a wait in the kernel that
 * cannot be interrupted would otherwise end the whole run.
 */
final class Watchdog implements InvocationInterceptor {
  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    ContractTest test = (ContractTest) context.getRequiredTestInstance();
    Task.start(context.getDisplayName(), test.deadline(), () -> proceed(invocation)).join();
  }

  private static boolean proceed(Invocation<Void> invocation) throws Exception {
    try {
      invocation.proceed();
      return true;
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
