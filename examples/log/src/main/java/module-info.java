/** One program that appends to a log, and one that reads it from a place on. */
module com.example.log {
  requires org.javaipc.api;
}
