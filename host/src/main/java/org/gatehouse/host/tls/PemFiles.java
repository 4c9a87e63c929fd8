package org.gatehouse.host.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A certificate and its key as certificate authorities' clients write them: PEM (RFC 7468), the
 * certificate with those of its issuers in one file, the key as PKCS #8, as RSA's own PKCS #1 or as
 * SEC 1's of elliptic curves in the same or another file.
 *
 * @param certificates the file with the server's certificate, then its issuers'
 * @param key the file with the key, not encrypted
 */
public record PemFiles(Path certificates, Path key) {

  private static final int LARGEST = 1 << 20;

  /** What one PEM file holds that matters here. */
  private record Content(List<X509Certificate> certificates, List<PrivateKey> keys) {}

  /**
   * Reads both files as they are now.
   *
   * @throws ServerKeyException when one cannot be read, is not whole, or they do not fit together
   */
  public ServerKey read() throws ServerKeyException {
    List<X509Certificate> chain = readCertificates();
    PrivateKey own = readKey();
    try {
      return ServerKey.of(own, chain);
    } catch (ServerKeyException e) {
      throw new ServerKeyException(certificates + " with " + key + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the file of the certificates alone.
   *
   * @return at least one
   * @throws ServerKeyException when it cannot be read, is not whole, or has none
   */
  public List<X509Certificate> readCertificates() throws ServerKeyException {
    List<X509Certificate> chain = content(certificates).certificates();
    if (chain.isEmpty()) {
      throw new ServerKeyException(certificates + " holds no certificate");
    }
    return chain;
  }

  /**
   * Reads the file of the key alone.
   *
   * @throws ServerKeyException when it cannot be read, is not whole, or has not one key
   */
  public PrivateKey readKey() throws ServerKeyException {
    List<PrivateKey> keys = content(key).keys();
    if (keys.size() != 1) {
      throw new ServerKeyException(key + " holds " + keys.size() + " private keys, not one");
    }
    return keys.getFirst();
  }

  private static Content content(Path file) throws ServerKeyException {
    Content content = new Content(new ArrayList<>(), new ArrayList<>());
    try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        take(file, next, content);
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new ServerKeyException("there is no file " + file, e);
    } catch (IOException | CertificateException | RuntimeException e) {
      // Bouncy Castle tells some broken contents by unchecked exceptions.
      throw new ServerKeyException(file + " is no PEM file that can be read whole", e);
    }
  }

  private static String text(Path file) throws IOException, ServerKeyException {
    // Others may never end, or have their reader wait for a writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new ServerKeyException(file + " is no regular file");
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new ServerKeyException(file + " is larger than " + LARGEST + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** What else may stand there, such as the parameters of a curve, says nothing new. */
  private static void take(Path file, Object next, Content content)
      throws IOException, CertificateException, ServerKeyException {
    switch (next) {
      case X509CertificateHolder certificate ->
          content.certificates().add(new JcaX509CertificateConverter().getCertificate(certificate));
      case PrivateKeyInfo key -> content.keys().add(new JcaPEMKeyConverter().getPrivateKey(key));
      case PEMKeyPair pair ->
          content.keys().add(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
      case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
          throw new ServerKeyException(file + " is encrypted: write the key without a passphrase");
      default -> {}
    }
  }
}
