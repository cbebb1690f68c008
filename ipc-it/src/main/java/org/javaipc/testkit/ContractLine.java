package org.javaipc.testkit;

/** The tests of one line of the contract, mixed into {@link ChannelContract}. */
interface ContractLine {
  /** {@return what the running test has} */
  Rig rig();
}
