package org.gatehouse.host.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority of the tests. */
final class Authority {

  private static final String NAME = "CN=an authority";

  private final KeyPair pair = curve("secp256r1");
  private final X509Certificate certificate = issue(NAME, pair, true);

  static KeyPair curve(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair of(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  X509Certificate issue(String subject, KeyPair owner) {
    return issue(subject, owner, false);
  }

  private X509Certificate issue(String subject, KeyPair owner, boolean authority) {
    Instant now = Instant.now();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      new X500Name(NAME),
                      BigInteger.valueOf(now.getNano() + 1L),
                      Date.from(now.minus(1, ChronoUnit.DAYS)),
                      Date.from(now.plus(1, ChronoUnit.DAYS)),
                      new X500Name(subject),
                      owner.getPublic())
                  .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                  .addExtension(
                      Extension.subjectAlternativeName,
                      false,
                      new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new AssertionError(e);
    }
  }

  /** Objects as OpenSSL writes them: keys in the form of their algorithm. */
  static Path write(Path file, Object... objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        pem.writeObject(object);
      }
    }
    return Files.writeString(file, text.toString());
  }

  /** A key in PKCS #8. */
  static PemObject pkcs8(KeyPair pair) {
    return new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** A key on P-256 in SEC 1, with its curve in it, as OpenSSL writes it. */
  static PemObject sec1(KeyPair pair) throws IOException {
    java.security.interfaces.ECPrivateKey key =
        (java.security.interfaces.ECPrivateKey) pair.getPrivate();
    return new PemObject(
        "EC PRIVATE KEY",
        new ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1).getEncoded());
  }
}
