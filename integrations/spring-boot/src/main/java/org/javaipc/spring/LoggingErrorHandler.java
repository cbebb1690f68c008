package org.javaipc.spring;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** What is done about failures where the application has no bean of its own for them. */
final class LoggingErrorHandler implements IpcErrorHandler {
  private static final Log LOG = LogFactory.getLog(IpcErrorHandler.class);

  @Override
  public void onError(String source, byte[] message, Throwable failure) {
    LOG.error(source + " failed for a message of " + message.length + " bytes", failure);
  }
}
