package org.javaipc.network;

/** A stream of frames to one peer, which its {@link FarLink} uses under its lock. Never waits. */
interface FarWire {
  /** Sends a frame; it is queued until it can leave. */
  void send(byte[] frame);

  /**
   * {@return whether a frame that is sent now leaves soon; if not, {@link FarLink#ready} is called once that is so
   * again}
   */
  boolean isReady();

  /** Both directions are over. */
  void end();

  /** Breaks the stream off. */
  void abort(String why);
}
