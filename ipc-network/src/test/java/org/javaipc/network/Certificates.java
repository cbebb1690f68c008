package org.javaipc.network;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate and the authority that has signed it, made by the JDK's keytool, as files of PEM. */
record Certificates(Path cert, Path key, Path ca) {
  private static final String PASSWORD = "changeit";

  /** {@return one that is valid now} */
  static Certificates valid(Path folder, String name) throws Exception {
    return make(folder, name, "dns:localhost,ip:127.0.0.1", "-1d", 10);
  }

  /** {@return one that was valid until five days ago} */
  static Certificates expired(Path folder, String name) throws Exception {
    return make(folder, name, "dns:localhost,ip:127.0.0.1", "-10d", 5);
  }

  /** {@return one of another host} */
  static Certificates ofAnotherHost(Path folder, String name) throws Exception {
    return make(folder, name, "dns:orders.example.com", "-1d", 10);
  }

  private static Certificates make(Path folder, String name, String hosts, String start, int days)
      throws Exception {
    String store = folder.resolve(name + ".p12").toString();
    keytool(store, "ca", "-dname", "CN=authority of " + name, "-ext", "bc:c=ca:true");
    keytool(
        store,
        "own",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + hosts,
        "-startdate",
        start,
        "-validity",
        "" + days,
        "-signer",
        "ca");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Certificates(
        pem(folder.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate("own").getEncoded()),
        pem(
            folder.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey("own", PASSWORD.toCharArray()).getEncoded()),
        pem(folder.resolve(name + ".ca"), "CERTIFICATE", keys.getCertificate("ca").getEncoded()));
  }

  private static void keytool(String store, String alias, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
  }

  /** {@return the options with which an end shows it} */
  String shown() {
    return "cert=" + cert + "&key=" + key;
  }

  /** {@return the option with which an end trusts its authority} */
  String trusted() {
    return "ca=" + ca;
  }
}
