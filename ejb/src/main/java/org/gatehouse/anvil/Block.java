package org.gatehouse.anvil;

import java.time.Instant;

/**
 * A block: requests are refused from {@code since} until {@code until}.
 *
 * @param since when it began
 * @param until when it ends
 * @param why what led to it, for a person
 */
public record Block(Instant since, Instant until, String why) {}
