package org.gatehouse.frontend;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.gatehouse.host.tls.PemFiles;
import org.gatehouse.host.tls.ServerKey;
import org.gatehouse.host.tls.ServerKeyException;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.Settings;

/**
 * The certificate that every listener of TLS shows: that of {@code [frontend] certificate} and
 * {@code certificate_key}, or without them the one of the first run. Once a second {@link #refresh}
 * looks whether the files or the settings changed; what cannot be served is logged once and the one
 * in use stays.
 */
@ApplicationScoped
public class ServerCertificate {

  private static final Logger LOG = Logger.getLogger(ServerCertificate.class.getName());

  /** The server's own setting, which the launcher gives. */
  private static final String FIRST_RUN = "javax.net.ssl.keyStore";

  /** GlassFish's master password; the file's mode is what protects it. */
  private static final String FIRST_RUN_PASSWORD = "changeit";

  @Inject private Configuration configuration;

  private final AtomicReference<Shown> shown = new AtomicReference<>();
  private Source inUse;
  private Source seen;
  private Source refused;

  private record Shown(SSLContext context, boolean selfSigned, Instant end) {}

  /** A file as it was looked at; the key tells a file from another that took its name. */
  private record Stamp(FileTime changed, long size, Object key) {

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        return new Stamp(FileTime.fromMillis(0), -1, "none");
      }
    }
  }

  /** Where a certificate comes from; with a mistake in the settings, what it is. */
  private sealed interface Source {

    ServerKey read() throws ServerKeyException;

    record FirstRun(Path keystore) implements Source {
      @Override
      public ServerKey read() throws ServerKeyException {
        return ServerKey.ofFirstRun(keystore, FIRST_RUN_PASSWORD.toCharArray());
      }

      @Override
      public String toString() {
        return "the first run";
      }
    }

    record Files(PemFiles files, Stamp certificates, Stamp key) implements Source {
      @Override
      public ServerKey read() throws ServerKeyException {
        return files.read();
      }

      @Override
      public String toString() {
        return files.certificates().toString();
      }
    }

    /** Of two settings that are set one after the other one is set. */
    record Half(Setting<String> set, Setting<String> missing) implements Source {
      @Override
      public ServerKey read() throws ServerKeyException {
        throw new ServerKeyException(
            set.name() + " is set and " + missing.name() + " is not: set both or neither");
      }
    }

    record Mistake(String reason) implements Source {
      @Override
      public ServerKey read() throws ServerKeyException {
        throw new ServerKeyException(reason);
      }
    }
  }

  ServerCertificate() {}

  /** One for tests, which takes the settings that it is given. */
  ServerCertificate(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Takes the certificate that is set now; that of the first run while only one of both files is
   * set.
   *
   * @throws IllegalStateException when there is none that can be served
   */
  @PostConstruct
  void start() {
    Source now = source();
    try {
      take(now instanceof Source.Half ? firstRun() : now);
    } catch (ServerKeyException e) {
      throw new IllegalStateException("Gatehouse cannot start: " + e.getMessage(), e);
    }
  }

  /**
   * What a listener of TLS answers new connections with, asked for each of them. It may be asked in
   * threads that know no application, as this bean may not.
   */
  public Supplier<SSLContext> contexts() {
    AtomicReference<Shown> now = shown;
    return () -> now.get().context();
  }

  /** Whether clients can know the certificate only by having been told to trust it. */
  public boolean selfSigned() {
    return shown.get().selfSigned();
  }

  /** Until when the certificate is valid. */
  public Instant end() {
    return shown.get().end();
  }

  /**
   * Takes another certificate when there is one. Files that changed since the last look are left
   * for the next: they may be half written, and a certificate comes with its key.
   */
  public synchronized void refresh() {
    Source now = source();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(inUse) || now.equals(refused)) {
      return;
    }
    try {
      take(now);
    } catch (ServerKeyException e) {
      refused = now;
      LOG.log(
          Level.WARNING,
          "the certificate was not changed, the one in use stays: {0}",
          e.getMessage());
    }
  }

  private synchronized void take(Source source) throws ServerKeyException {
    ServerKey key = source.read();
    Instant end = key.chain().getFirst().getNotAfter().toInstant();
    shown.set(new Shown(key.context(), key.selfSigned(), end));
    inUse = source;
    refused = null;
    LOG.log(
        Level.INFO,
        "TLS shows the certificate of {0}: {1}, valid until {2}",
        new Object[] {source, key, end});
  }

  private Source source() {
    try {
      return named();
    } catch (InvalidPathException e) {
      // Such as letters that the locale which the server runs in has not.
      return new Source.Mistake("'" + e.getInput() + "' cannot be the name of a file here");
    }
  }

  private Source named() {
    Optional<Path> certificates = file(Settings.CERTIFICATE);
    Optional<Path> key = file(Settings.CERTIFICATE_KEY);
    if (certificates.isEmpty() && key.isEmpty()) {
      return firstRun();
    }
    if (certificates.isEmpty()) {
      return new Source.Half(Settings.CERTIFICATE_KEY, Settings.CERTIFICATE);
    }
    if (key.isEmpty()) {
      return new Source.Half(Settings.CERTIFICATE, Settings.CERTIFICATE_KEY);
    }
    PemFiles files = new PemFiles(certificates.get(), key.get());
    return new Source.Files(files, Stamp.of(files.certificates()), Stamp.of(files.key()));
  }

  private Source firstRun() {
    return new Source.FirstRun(
        Optional.ofNullable(System.getProperty(FIRST_RUN))
            .map(Path::of)
            .orElseGet(() -> configuration.dataDirectory().resolve("tls/keystore.p12")));
  }

  private Optional<Path> file(Setting<String> setting) {
    String text = configuration.text(setting);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(configuration.dataDirectory().resolve(text));
  }
}
