package org.javaipc.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * The program of the other process: opens ends of channels and sends and receives as it is told. A
 * command is a line with words between blanks; each is answered by a line.
 *
 * <pre>
 * receiver ADDRESS, sender ADDRESS       ok
 * publisher ADDRESS                      ok: sends as a sender does
 * subscription ADDRESS                   ok: receives as a receiver does
 * publish-as ID COUNT                    published: so many numbered messages
 * collect PUBLISHERS COUNT               collecting; then collected N missed M
 * drain-until-death SEED LEAST MOST FILE draining; then died N, when a publisher is
 * latest                                 latest TEXT, or nothing: the last message, whether it was taken or not
 * watch-latest LAST                      watching; then watched N, when the latest value is LAST
 * lag                                    lag N: messages that are published and not taken
 * missed                                 missed N
 * stand                                  standing: takes nothing until it is killed
 * follow                                 following: receives until it is killed
 * listener ADDRESS, notifier ADDRESS     ok
 * notify EVENT                           notified
 * notify-on EVENT                        notifying; then gone or died, when the listener is
 * await                                  events BITS
 * echo-events                            echoing: notifies what it hears until it is killed
 * churn-listener ADDRESS                 churning: opens, listens and closes until it is killed
 * send SEED LEAST MOST FIRST COUNT       sent COUNT
 * receive SEED LEAST MOST FIRST COUNT    received COUNT
 * flood SEED LEAST MOST FILE             flooding; then gone N or died N, when the receiver is
 * drain SEED LEAST MOST FILE             draining; then end N or died N, when the senders are
 * fill SEED LEAST MOST                   filled N
 * claim SEED LEAST MOST                  claimed: message 0 is written and not committed
 * churn-sender ADDRESS FILE              churning: opens, sends and closes until it is killed
 * churn-receiver ADDRESS                 churning: opens, receives and closes until it is killed
 * relay FROM TO                          relaying; then relayed N, at the end of the stream
 * starve MILLIS                          starved: has no descriptor left for so long
 * arm CHECKPOINT N                       ok; stops at the n-th pass of it, saying "at CHECKPOINT"
 * say WORD                               WORD
 * serve ADDRESS, connect ADDRESS         ok: a server that echoes; a client
 * converse WORD                          heard WORD: sent and received
 * talk                                   talking: sends and receives until it is killed
 * churn-client ADDRESS FILE              churning: connects, talks and closes until it is killed
 * churn-server ADDRESS                   churning: serves and closes until it is killed
 * close                                  ok
 * progress FILE                          progress N: how far another peer came
 * list DIRECTORY                         list NAMES, without those of living processes
 * exit                                   ends as a program does that closes what it has
 * exit-in-handler                        the same, with a message in its hands
 * halt                                   ends without closing anything
 * </pre>
 *
 * <p>At the end of the commands it closes what it has and ends. SEED, LEAST and MOST say what the messages are; FILE is where it writes how far it has come.
 * What fails is answered by {@code error CLASS: message}.
 */
public final class Peer {
  private Peer() {}

  /**
   * Does what it is told.
   *
   * @param args the commands, one each; without any, standard input has them, one a line
   * @throws IOException if standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Iterator<String> commands = args.length > 0 ? List.of(args).iterator() : in.lines().iterator();
    answers.println("ready " + ProcessHandle.current().pid());
    PeerCommands peer = new PeerCommands(answers::println);
    while (commands.hasNext()) {
      answers.println(answer(peer, commands.next()));
    }
    answer(peer, "close");
  }

  private static String answer(PeerCommands peer, String command) {
    try {
      return peer.run(List.of(command.split(" ", -1)));
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      return "error " + e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }
}
