package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;

/**
 * Reads the credential in the head of a request: {@code Authorization: Basic} (RFC 7617, UTF-8),
 * {@code Authorization: Bearer} with an API key, or at the SOAP gate {@code ?authkey=}. The body is
 * not touched.
 */
final class RequestCredential {

  /** How a key is called in a query. */
  static final String KEY = "authkey";

  private RequestCredential() {}

  /**
   * The credential of a request.
   *
   * @return empty when it shows none; {@link Credential.Unusable} when it shows several or one that
   *     cannot be read
   */
  static Optional<Credential> of(HttpServletRequest request, Gate gate) {
    List<Credential> shown = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders("Authorization"))) {
      shown.add(authorization(header.strip()));
    }
    for (String key : Query.values(request, KEY)) {
      shown.add(gate == Gate.SOAP ? new Credential.Key(key) : new Credential.Unusable());
    }
    return switch (shown.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(shown.getFirst());
      default -> Optional.of(new Credential.Unusable());
    };
  }

  private static Credential authorization(String header) {
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    String value = space < 0 ? "" : header.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Basic")) {
      return basic(value);
    } else if (scheme.equalsIgnoreCase("Bearer")) {
      return new Credential.Key(value);
    }
    return new Credential.Unusable();
  }

  private static Credential basic(String encoded) {
    try {
      // Python's suds writes the alphabet for URLs.
      byte[] bytes = Base64.getDecoder().decode(encoded.replace('-', '+').replace('_', '/'));
      String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int colon = pair.indexOf(':');
      return colon < 0
          ? new Credential.Unusable()
          : new Credential.Password(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Credential.Unusable();
    }
  }
}
