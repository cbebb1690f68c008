package org.javaipc.network;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.javaipc.Address;
import org.javaipc.ConfigurationException;
import org.javaipc.InvalidAddressException;

/**
 * Whether a stream is encrypted, and with which PEM files.
 *
 * @param tls whether it is encrypted
 * @param plaintextStated whether the address explicitly asks for plaintext
 * @param cert own certificate, with its chain up to an authority
 * @param key own private key, in PKCS #8
 * @param ca certificates of the authorities that are accepted
 */
record FarSecurity(
    boolean tls,
    boolean plaintextStated,
    Optional<String> cert,
    Optional<String> key,
    Optional<String> ca) {

  static FarSecurity of(Address address) {
    Optional<String> stated = option(address, "tls");
    if (stated.isPresent() && !stated.get().equals("true") && !stated.get().equals("false")) {
      throw FarOptions.invalid(address, "tls", "true or false");
    }
    Optional<String> cert = option(address, "cert");
    Optional<String> key = option(address, "key");
    Optional<String> ca = option(address, "ca");
    boolean files = cert.isPresent() || key.isPresent() || ca.isPresent();
    boolean plaintext = stated.equals(Optional.of("false"));
    if (plaintext && files) {
      throw new InvalidAddressException(
          "address '%s': cert=, key= and ca= are for tls=true; leave them or tls=false out"
              .formatted(address));
    }
    if (cert.isPresent() != key.isPresent()) {
      throw new InvalidAddressException(
          "address '%s': cert= and key= go together; give both".formatted(address));
    }
    return new FarSecurity(stated.equals(Optional.of("true")) || files, plaintext, cert, key, ca);
  }

  private static Optional<String> option(Address address, String name) {
    return Optional.ofNullable(address.options().get(name));
  }

  /** Refuses plaintext that would leave this machine, unless the address allows it. */
  void allow(Address address, InetSocketAddress place) {
    if (!tls && !plaintextStated && !place.getAddress().isLoopbackAddress()) {
      throw new InvalidAddressException(
          "address '%s': %s is not on this machine alone, and everybody on the way could read and change the messages; give tls=true, with cert= and key= at the receiver, or tls=false if the network is to be trusted"
              .formatted(address, place.getAddress().getHostAddress()));
    }
  }

  SslContext ofReceiver(Address address) throws ConfigurationException {
    if (cert.isEmpty() || key.isEmpty()) {
      throw new InvalidAddressException(
          "address '%s': with tls=true the receiver shows a certificate; give cert=FILE and key=FILE"
              .formatted(address));
    }
    return build(
        address,
        () -> {
          SslContextBuilder builder =
              SslContextBuilder.forServer(file(address, "cert"), file(address, "key"));
          if (ca.isPresent()) {
            builder.trustManager(file(address, "ca")).clientAuth(ClientAuth.REQUIRE);
          }
          return builder;
        });
  }

  SslContext ofSender(Address address) throws ConfigurationException {
    return build(
        address,
        () -> {
          SslContextBuilder builder = SslContextBuilder.forClient();
          if (ca.isPresent()) {
            builder.trustManager(file(address, "ca"));
          }
          if (cert.isPresent()) {
            builder.keyManager(file(address, "cert"), file(address, "key"));
          }
          return builder;
        });
  }

  private interface Building {
    SslContextBuilder builder() throws ConfigurationException;
  }

  private static SslContext build(Address address, Building building)
      throws ConfigurationException {
    try {
      return GrpcSslContexts.configure(building.builder(), SslProvider.JDK).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s: cert=, key= or ca= is not a usable file of PEM: %s; a certificate begins with 'BEGIN CERTIFICATE', a key with 'BEGIN PRIVATE KEY' (openssl pkcs8 -topk8 -nocrypt makes one)"
              .formatted(address, e.getMessage()),
          e);
    }
  }

  private static File file(Address address, String option) throws ConfigurationException {
    File file = new File(option(address, option).orElse(""));
    if (!file.canRead()) {
      throw new ConfigurationException(
          "%s: %s=%s: there is no such file, or this user may not read it"
              .formatted(address, option, file));
    }
    return file;
  }
}
