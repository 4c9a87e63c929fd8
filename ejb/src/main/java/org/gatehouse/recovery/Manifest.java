package org.gatehouse.recovery;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup says of itself, in its first file.
 *
 * @param madeAt when its moment was, as ISO 8601 has it
 * @param version of the Gatehouse that made it
 * @param sites how many it has
 * @param demo whether the demo site was made
 * @param secrets whether it has the secrets
 */
record Manifest(String madeAt, String version, int sites, boolean demo, boolean secrets) {

  static final String NAME = "manifest";

  private static final String FORMAT = "gatehouse-backup 1";

  byte[] bytes() {
    return """
        format %s
        made-at %s
        version %s
        sites %d
        demo %b
        secrets %b
        """
        .formatted(FORMAT, madeAt, version, sites, demo, secrets)
        .getBytes(StandardCharsets.UTF_8);
  }

  static Manifest read(byte[] bytes) throws RecoveryException {
    Map<String, String> lines = new TreeMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      String[] parts = line.split(" ", 2);
      lines.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    if (!FORMAT.equals(lines.get("format"))) {
      throw new RecoveryException("this is no backup of a format that this Gatehouse reads");
    }
    if (!lines.getOrDefault("sites", "").matches("[0-9]{1,6}")) {
      throw new RecoveryException("the backup does not say how many sites it has");
    }
    return new Manifest(
        lines.getOrDefault("made-at", ""),
        lines.getOrDefault("version", ""),
        Integer.parseInt(lines.get("sites")),
        Boolean.parseBoolean(lines.get("demo")),
        Boolean.parseBoolean(lines.get("secrets")));
  }
}
