/// Fetches URL into FILE and ends with 1 unless its SHA-256 is as given: `java Fetch.java URL SHA256 FILE`.
/// The one thing that every machine which gets here has is a JDK, so neither curl nor wget is asked for.
void main(String[] args) throws Exception {
  var digest = java.security.MessageDigest.getInstance("SHA-256");
  try (var in = new java.security.DigestInputStream(URI.create(args[0]).toURL().openStream(), digest)) {
    Files.copy(in, Path.of(args[2]));
  } catch (IOException e) {
    System.err.println("mvnw: cannot fetch " + args[0] + ": " + e);
    System.exit(1);
  }
  var actual = HexFormat.of().formatHex(digest.digest());
  if (!actual.equals(args[1])) {
    System.err.println("mvnw: " + args[0] + " has sha256=" + actual + ", expected " + args[1]);
    System.exit(1);
  }
}
