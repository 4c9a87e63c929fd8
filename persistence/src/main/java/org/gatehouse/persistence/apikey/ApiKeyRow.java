package org.gatehouse.persistence.apikey;

import java.time.Instant;
import java.util.Optional;

/**
 * A key that stands for an account at the SOAP, REST and CLI gates; only its hash is kept.
 *
 * @param hash the SHA-256 of the key's 32 bytes, in hexadecimal
 * @param handle what people call it by, 12 characters; tells nothing of the key
 * @param siteId the account's site; empty for the appliance
 * @param user the account's user name
 * @param comment what its owner says it is for, at most {@value #LONGEST_COMMENT} characters
 * @param createdAt when it was made
 * @param limits when and from where it is good
 * @param lastUse its last use, as far as was noted; empty when it was never used
 */
public record ApiKeyRow(
    String hash,
    String handle,
    Optional<Integer> siteId,
    String user,
    String comment,
    Instant createdAt,
    KeyLimits limits,
    Optional<KeyUse> lastUse) {

  /** The longest comment, in characters. */
  public static final int LONGEST_COMMENT = 255;
}
