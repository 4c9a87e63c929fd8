package org.gatehouse.persistence.login;

import java.time.Instant;
import java.util.Optional;

/**
 * Which sign-ins of an account are wanted.
 *
 * @param gate at this gate alone
 * @param from then or later
 * @param until before then
 * @param after older than this one, or of the same millisecond and after it in a list
 */
public record LoginFilter(
    Optional<String> gate,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<LoginKey> after) {}
