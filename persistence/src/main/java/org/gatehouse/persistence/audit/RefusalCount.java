package org.gatehouse.persistence.audit;

import java.util.Optional;

/**
 * How many credentials were denied and requests refused at a gate in an hour.
 *
 * @param hour since 1970-01-01 UTC
 * @param gate the gate; empty for those of which nobody noted it
 * @param count how many, at least 1
 */
public record RefusalCount(long hour, Optional<String> gate, long count) {}
