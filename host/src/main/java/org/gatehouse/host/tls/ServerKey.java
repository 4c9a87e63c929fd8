package org.gatehouse.host.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * What a server of TLS proves with who it is. The key belongs to the first certificate, and each
 * certificate was issued under the name of the next.
 *
 * @param key the private key
 * @param chain the server's certificate, then those of who issued it
 */
public record ServerKey(PrivateKey key, List<X509Certificate> chain) {

  private static final byte[] SAMPLE = {1, 2, 3, 4, 5, 6, 7, 8};

  /**
   * A key and the certificates that belong to it.
   *
   * @throws ServerKeyException when they do not belong together, or in another order
   */
  public static ServerKey of(PrivateKey key, List<X509Certificate> chain)
      throws ServerKeyException {
    if (chain.isEmpty()) {
      throw new ServerKeyException("there is no certificate");
    }
    for (int place = 1; place < chain.size(); place++) {
      if (!chain
          .get(place - 1)
          .getIssuerX500Principal()
          .equals(chain.get(place).getSubjectX500Principal())) {
        throw new ServerKeyException(
            "certificate %d is not of the issuer of certificate %d: the server's own comes first, then each one's issuer"
                .formatted(place + 1, place));
      }
    }
    if (!belong(key, chain.getFirst())) {
      throw new ServerKeyException("the key is not that of the first certificate");
    }
    return new ServerKey(key, List.copyOf(chain));
  }

  /**
   * The key that {@link FirstRunCertificate} made.
   *
   * @param keystore a PKCS #12 file
   * @param password its password, and that of the key
   */
  public static ServerKey ofFirstRun(Path keystore, char[] password) throws ServerKeyException {
    try (InputStream content = Files.newInputStream(keystore)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(content, password);
      if (!(store.getKey(FirstRunCertificate.ALIAS, password) instanceof PrivateKey key)) {
        throw new ServerKeyException("there is no key " + FirstRunCertificate.ALIAS);
      }
      return of(
          key,
          Arrays.stream(store.getCertificateChain(FirstRunCertificate.ALIAS))
              .map(X509Certificate.class::cast)
              .toList());
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerKeyException("it is no key store that can be read: " + e.getMessage(), e);
    }
  }

  private static boolean belong(PrivateKey key, X509Certificate certificate)
      throws ServerKeyException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "Ed25519", "EdDSA" -> "Ed25519";
          case String other ->
              throw new ServerKeyException("the key is " + other + ", not RSA, EC or Ed25519");
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (SignatureException e) {
      // What a signature of another key's size is.
      return false;
    } catch (java.security.InvalidKeyException e) {
      // A certificate of another kind of key.
      return false;
    } catch (GeneralSecurityException e) {
      throw new ServerKeyException("the key cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whether nobody but its own owner vouches for the certificate. */
  public boolean selfSigned() {
    X509Certificate certificate = chain.getFirst();
    if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      // Issued by another of the same name.
      return false;
    }
  }

  /**
   * A context of TLS in which a server shows this, and asks clients for nothing. A client has
   * connected to it once, in memory.
   *
   * @throws ServerKeyException when no client can connect, such as to a key that is too weak
   */
  public SSLContext context() throws ServerKeyException {
    // It stays in memory: the password protects nothing, but a key's entry must have one.
    char[] password = {'-'};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          FirstRunCertificate.ALIAS, key, password, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      TrialHandshake.with(context);
      return context;
    } catch (SSLException e) {
      throw new ServerKeyException(
          this
              + ": no client can connect to a server with this certificate and key, of "
              + key.getAlgorithm()
              + "; its kind or size is none that TLS takes: "
              + e.getMessage(),
          e);
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerKeyException("it cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  /** Names the certificate and keeps the key to itself. */
  @Override
  public String toString() {
    return chain.getFirst().getSubjectX500Principal().getName();
  }
}
