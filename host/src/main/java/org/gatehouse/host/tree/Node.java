package org.gatehouse.host.tree;

import java.time.Instant;

/**
 * What is known of a file or a collection (a directory).
 *
 * @param collection whether it is a collection
 * @param size in bytes; of a collection 0
 * @param modified when its content changed, as precisely as the file system has it
 * @param created when it was made; when it was modified where the file system does not keep that
 * @param version stands for the content of a file: 1 to 60 characters of {@code [0-9a-f-]}, another
 *     one after each change of the content through an {@link AccountTree}, two within one tick of
 *     the clock too; of a collection empty
 */
public record Node(
    boolean collection, long size, Instant modified, Instant created, String version) {}
