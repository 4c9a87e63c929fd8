package org.gatehouse.persistence;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a MySQL-compatible server, as {@code [database] url} may name one. Connector/J takes
 * properties in it that let a server read files of its client, load classes or run what else the
 * driver has a name for, and properties in a URL win over what is set beside it. So only those
 * {@linkplain #PROPERTIES that say how to reach a server} are taken, in the one plain form.
 *
 * @param text the URL, checked
 * @param server {@code host:port/name} of it, of harmless characters
 */
public record DatabaseUrl(String text, String server) {

  /** The properties that a URL may have: how the connection is protected, and its performance. */
  public static final Set<String> PROPERTIES =
      Set.of(
          "allowPublicKeyRetrieval",
          "characterEncoding",
          "clientCertificateKeyStorePassword",
          "clientCertificateKeyStoreType",
          "clientCertificateKeyStoreUrl",
          "connectionCollation",
          "connectionTimeZone",
          "fallbackToSystemTrustStore",
          "maxAllowedPacket",
          "prepStmtCacheSize",
          "prepStmtCacheSqlLimit",
          "requireSSL",
          "rewriteBatchedStatements",
          "sslMode",
          "tcpKeepAlive",
          "tcpNoDelay",
          "tlsCiphersuites",
          "tlsVersions",
          "trustCertificateKeyStorePassword",
          "trustCertificateKeyStoreType",
          "trustCertificateKeyStoreUrl",
          "useCompression",
          "useSSL",
          "verifyServerCertificate");

  private static final String BEGINNING = "jdbc:mysql:";
  private static final String HOST =
      "(?:[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?";

  /** No other scheme, key-value form, user, password or fragment: those name properties too. */
  private static final Pattern FORM =
      Pattern.compile(
          BEGINNING
              + "//("
              + HOST
              + "(?:,"
              + HOST
              + "){0,15}/[A-Za-z0-9_$-]{1,64})(?:\\?([A-Za-z0-9_.,:;/%+=&~-]*))?");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,64}");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException when it is no such URL, or has a property that is not taken;
   *     the message names that one
   */
  public static DatabaseUrl of(String text) {
    if (!text.startsWith(BEGINNING)) {
      throw new IllegalArgumentException(
          "[database] url must begin with jdbc:mysql: (or be left out for the embedded one)");
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "[database] url must be jdbc:mysql://host:port/name, and ?property=value&… where needed");
    }
    Set<String> seen = new TreeSet<>();
    if (form.group(2) != null && !form.group(2).isEmpty()) {
      for (String property : form.group(2).split("&", -1)) {
        int equals = property.indexOf('=');
        String name = equals < 0 ? property : property.substring(0, equals);
        if (!PROPERTIES.contains(name) || equals < 0) {
          throw new IllegalArgumentException(
              "[database] url may not have "
                  + (NAME.matcher(name).matches() ? "the property " + name : "such a property")
                  + "; it may have "
                  + String.join(", ", new TreeSet<>(PROPERTIES)));
        }
        if (!seen.add(name)) {
          throw new IllegalArgumentException("[database] url has the property " + name + " twice");
        }
      }
    }
    return new DatabaseUrl(text, form.group(1));
  }
}
