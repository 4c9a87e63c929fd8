package org.gatehouse.arquillian.outside;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A certificate authority of the tests, made with OpenSSL, and the pair of files that it fills. */
final class Authority {

  private final Path directory;

  /**
   * An authority of its own.
   *
   * @param directory where its files are
   */
  Authority(Path directory) {
    this.directory = directory;
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority"
            + " -keyout authority.key -out authority.pem");
  }

  /**
   * Issues a certificate to a name and puts the key, then the chain where the server reads them.
   */
  void issue(String name, Path certificate, Path key) throws java.io.IOException {
    prepare(name);
    place(name + ".key", key);
    place(name + ".chain", certificate);
  }

  /** Issues a certificate and leaves it in the authority's own directory. */
  void prepare(String name) throws java.io.IOException {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s -keyout %s.key -out %s.csr"
            .formatted(name, name, name));
    openssl(
        "x509 -req -in %s.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 -out %s.pem"
            .formatted(name, name));
    Files.writeString(
        directory.resolve(name + ".chain"),
        Files.readString(directory.resolve(name + ".pem"))
            + Files.readString(directory.resolve("authority.pem")));
  }

  /** Replaces a file as the clients of authorities do, by a rename. */
  void place(String file, Path target) throws java.io.IOException {
    Path fresh = Files.createTempFile(target.getParent(), "fresh", "");
    Files.copy(directory.resolve(file), fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private void openssl(String arguments) {
    Program.run("sh", "-c", "cd '" + directory + "' && openssl " + arguments).orFail();
  }
}
