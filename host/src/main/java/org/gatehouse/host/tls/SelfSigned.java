package org.gatehouse.host.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes self-signed server certificates (RFC 5280; names by RFC 6125): good for signing TLS
 * handshakes as a server, no authority for others. The names are subject alternative names; the
 * first is the common name too, for people to read.
 *
 * <p>Valid for 825 days, the longest that Apple's clients take from a certificate which their user
 * trusts (HT210176; the limit of 398 days is for public authorities). Nothing renews it unattended,
 * so a shorter life would only bring the day nearer on which clients that were told to trust it
 * stop.
 */
final class SelfSigned {
  private static final Duration LIFE = Duration.ofDays(825);

  /** For clients whose clock is behind. */
  private static final Duration EARLIER = Duration.ofHours(24);

  /** Longest common name (RFC 5280, appendix A.1, ub-common-name). */
  private static final int MOST_COMMON_NAME = 64;

  /**
   * Lower- or upper-case ASCII host name, one label or more, perhaps with a wildcard in place of
   * the first.
   */
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)(?:\\*\\.)?(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
              + "[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** Java also reads 1.2.3 as an address, and means 1.2.0.3. */
  private static final Pattern DOTTED_QUAD = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

  private static final int SERIAL_BITS = 128;

  private final SecureRandom random;
  private final InstantSource clock;

  SelfSigned(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * The certificate of a key pair.
   *
   * @param pair of an elliptic curve
   * @param names at least one host name or IP address literal; no name is looked up
   * @throws IllegalArgumentException when there is none, or one is neither
   */
  X509Certificate certificate(KeyPair pair, List<String> names)
      throws OperatorCreationException, CertificateException, CertIOException {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a host name or address");
    }
    X500Name subject = subject(names.getFirst());
    Instant start = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(EARLIER);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
            Date.from(start),
            Date.from(start.plus(LIFE).minusSeconds(1)), // both ends count
            subject,
            pair.getPublic());
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                names.stream().distinct().map(SelfSigned::name).toArray(GeneralName[]::new)));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA")
                    .setSecureRandom(random)
                    .build(pair.getPrivate())));
  }

  private static X500Name subject(String name) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.CN, name.length() <= MOST_COMMON_NAME ? name : "first-run certificate")
        .build();
  }

  private static GeneralName name(String name) {
    if (HOST.matcher(name).matches()) {
      return new GeneralName(GeneralName.dNSName, name);
    }
    if (!name.contains(":") && !DOTTED_QUAD.matcher(name).matches()) {
      throw new IllegalArgumentException("neither a host name nor an address: " + name);
    }
    try {
      return new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("neither a host name nor an address: " + name, e);
    }
  }
}
