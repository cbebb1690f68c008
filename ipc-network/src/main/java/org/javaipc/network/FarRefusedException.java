package org.javaipc.network;

/** A client is refused, although nothing has failed here. */
final class FarRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient FarRefusal refusal;

  FarRefusedException(FarRefusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  FarRefusal refusal() {
    return refusal;
  }
}
