/** The two programs of the README's first page, as a module. */
module com.example.orders {
  requires org.javaipc.api;
}
