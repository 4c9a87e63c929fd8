package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Apache 2.4 with mod_dav as Debian has it, at one port with passwords hashed by bcrypt at cost 5,
 * which is htpasswd's own, and at another with them hashed by SHA-1, which costs nothing.
 */
final class ApacheDav implements AutoCloseable {

  static final String USER = "demo";
  static final String PASSWORD = "bench-password";

  private static final String CONFIGURATION =
      """
      ServerRoot "%1$s"
      PidFile "%1$s/pid"
      ErrorLog "%1$s/error.log"
      LogLevel error
      ServerName localhost
      %2$s
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
      LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
      LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
      LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
      LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
      LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
      TypesConfig /etc/mime.types
      DavLockDB "%1$s/locks"
      StartServers 1
      ServerLimit 1
      ThreadsPerChild 25
      MaxRequestWorkers 25
      KeepAlive On
      MaxKeepAliveRequests 0
      KeepAliveTimeout 60
      DocumentRoot "%1$s/files"
      <Directory "%1$s/files">
        Dav On
        AuthType Basic
        AuthName "bench"
        Require valid-user
      </Directory>
      Listen 127.0.0.1:%3$d
      Listen 127.0.0.1:%4$d
      <VirtualHost *:%3$d>
        <Directory "%1$s/files">
          AuthUserFile "%1$s/bcrypt"
        </Directory>
      </VirtualHost>
      <VirtualHost *:%4$d>
        <Directory "%1$s/files">
          AuthUserFile "%1$s/sha"
        </Directory>
      </VirtualHost>
      """;

  private final Process process;
  private final Path directory;
  private final int bcryptPort;
  private final int shaPort;

  private ApacheDav(Process process, Path directory, int bcryptPort, int shaPort) {
    this.process = process;
    this.directory = directory;
    this.bcryptPort = bcryptPort;
    this.shaPort = shaPort;
  }

  /** Starts one on free ports, with an empty directory of files. */
  static ApacheDav start(Path directory, int bcryptPort, int shaPort) throws IOException {
    Files.createDirectories(directory.resolve("files"));
    Files.writeString(
        directory.resolve("bcrypt"), Program.run("htpasswd", "-nbB", USER, PASSWORD).orFail());
    Files.writeString(directory.resolve("sha"), USER + ":{SHA}" + sha(PASSWORD) + "\n");
    boolean root = System.getProperty("user.name").equals("root");
    Path configuration =
        Files.writeString(
            directory.resolve("apache.conf"),
            CONFIGURATION.formatted(
                directory, root ? "User www-data\nGroup www-data" : "", bcryptPort, shaPort));
    if (root) {
      Program.run("chmod", "a+rx", directory.toString()).orFail();
      Program.run("chown", "-R", "www-data:", directory.toString()).orFail();
    }
    Process process =
        new ProcessBuilder("apache2", "-DFOREGROUND", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return new ApacheDav(process, directory, bcryptPort, shaPort);
  }

  private static String sha(String password) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  int bcryptPort() {
    return bcryptPort;
  }

  int shaPort() {
    return shaPort;
  }

  /** Its CPU time so far, in nanoseconds. */
  long cpuTime() throws IOException {
    return ProcessTime.ofFamily(process.toHandle());
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
