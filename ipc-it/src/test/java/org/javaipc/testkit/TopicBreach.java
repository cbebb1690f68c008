package org.javaipc.testkit;

/** A way to break the contract of topics, and the name of a test that must notice it. */
enum TopicBreach {
  /** Keeps the contract. */
  NONE(".*"),
  CHANGES("2 messages of all lengths.*"),
  DROPS("3 of several publishers.*"),
  REPEATS("3 of several publishers.*"),
  WAITS_FOR_NOBODY("4 slow=wait: a publisher waits.*"),
  MISCOUNTS("5 slow=drop: no publisher waits.*"),
  DISCONNECTS_NOBODY("6 slow=disconnect.*"),
  HAS_NO_HISTORY("7 a new subscription gets.*"),
  NEVER_ENDS("10 end=last.*"),
  TAKES_ANY_TYPE("14 the first publisher.*");

  private final String noticedBy;

  TopicBreach(String noticedBy) {
    this.noticedBy = noticedBy;
  }

  /** {@return the display names of the tests of which one must fail, as a regular expression} */
  String noticedBy() {
    return noticedBy;
  }
}
