package org.gatehouse.host;

/**
 * How much a site has stored.
 *
 * @param kibibytes the blocks of its files and directories, in KiB, rounded up
 * @param complete false when there is more than could be looked at: more files than a measurement
 *     takes, or directories that may not be read
 */
public record Usage(long kibibytes, boolean complete) {}
