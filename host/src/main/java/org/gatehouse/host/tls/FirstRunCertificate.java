package org.gatehouse.host.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.operator.OperatorCreationException;
import org.gatehouse.host.file.StrictDirectory;

/**
 * The key and self-signed certificate with which the server speaks HTTPS from its first start,
 * until its operator puts a real one in its place.
 *
 * <p>The key is ECDSA P-256: every client since about 2012 speaks it (RFC 8422 lists it first; TLS
 * 1.3 requires it, RFC 8446, section 9.1), it is made in milliseconds, and a handshake costs the
 * server a tenth of what RSA 2048 does. See {@link SelfSigned} for what the certificate says.
 *
 * <p>Run as a program: {@code FirstRunCertificate KEYSTORE PASSWORD NAME…}, where PASSWORD may be
 * {@code @FILE} to take the first line of a file, for arguments are visible to every user of the
 * machine. Exit status 0 when the key store was made, 1 when it could not be or is there already, 2
 * for wrong arguments.
 */
public final class FirstRunCertificate {
  /** The name under which GlassFish looks for its listeners' key. */
  public static final String ALIAS = "s1as";

  private final SecureRandom random;
  private final InstantSource clock;

  /** Makes keys from this randomness, and certificates that begin at this clock's time. */
  public FirstRunCertificate(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    if (arguments.length < 3) {
      System.err.println("usage: FirstRunCertificate KEYSTORE PASSWORD|@FILE NAME...");
      return 2;
    }
    char[] password = null;
    try {
      password = password(arguments[1]);
      new FirstRunCertificate(new SecureRandom(), InstantSource.system())
          .write(Path.of(arguments[0]), password, List.of(arguments).subList(2, arguments.length));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (FileAlreadyExistsException e) {
      System.err.println(arguments[0] + " exists already; it is left as it is");
      return 1;
    } catch (IOException e) {
      System.err.println("could not make " + arguments[0] + ": " + e);
      return 1;
    } finally {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  private static char[] password(String argument) throws IOException {
    if (!argument.startsWith("@")) {
      return argument.toCharArray();
    }
    List<String> lines = Files.readAllLines(Path.of(argument.substring(1)), StandardCharsets.UTF_8);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("the password file is empty");
    }
    return lines.getFirst().toCharArray();
  }

  /**
   * Writes a new PKCS #12 key store of mode 0600 with the key and its certificate as {@value
   * #ALIAS}, the key under the store's own password. It appears whole or not at all.
   *
   * @param keystore a file that is not there, in a directory that is
   * @param password of at least 6 characters, as keytool demands; the caller wipes it
   * @param names host names and addresses, see {@link SelfSigned}
   * @throws IllegalArgumentException when the password is too short, or a name is neither
   * @throws FileAlreadyExistsException when the file is there; a key in use is never overwritten
   * @throws IOException when it cannot be written
   */
  public void write(Path keystore, char[] password, List<String> names) throws IOException {
    if (password.length < 6) {
      throw new IllegalArgumentException(
          "the key store's password must have at least 6 characters");
    }
    byte[] content;
    try {
      content = store(password, names);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("the Java platform or Bouncy Castle lacks ECDSA P-256 or PKCS #12", e);
    }
    place(keystore.toAbsolutePath(), content);
  }

  private byte[] store(char[] password, List<String> names)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    X509Certificate certificate = new SelfSigned(random, clock).certificate(pair, names);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(ALIAS, pair.getPrivate(), password, new Certificate[] {certificate});
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    store.store(content, password);
    return content.toByteArray();
  }

  /** A hard link refuses to overwrite, which a rename does not. */
  private static void place(Path keystore, byte[] content) throws IOException {
    Path directory = keystore.getParent();
    Path fresh =
        Files.createTempFile(
            directory,
            "." + keystore.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(fresh, content);
      StrictDirectory.sync(fresh);
      Files.createLink(keystore, fresh);
    } finally {
      Files.delete(fresh);
    }
    StrictDirectory.sync(directory);
  }
}
