package org.javaipc.network;

/** A stream of frames to one peer, as its {@link FarLink} uses it, under its lock. Never waits. */
interface FarWire {
  /** Sends a frame, which is kept until it can leave. */
  void send(byte[] frame);

  /** {@return whether what is sent now leaves soon; {@link FarLink#ready} is called once it does again} */
  boolean isReady();

  /** Both directions are over. */
  void end();

  /** Breaks the stream off. */
  void abort(String why);
}
