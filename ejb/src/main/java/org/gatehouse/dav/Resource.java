package org.gatehouse.dav;

import java.time.Instant;
import org.gatehouse.host.tree.Node;

/**
 * A file or a collection, as it was when it was looked at.
 *
 * @param collection whether it is a collection
 * @param size of a file, in bytes
 * @param modified when its content changed
 * @param created when it was made
 * @param version stands for the content of a file, another one after each change; 1 to 60
 *     characters of {@code [0-9a-f-]}; of a collection empty
 */
public record Resource(
    boolean collection, long size, Instant modified, Instant created, String version) {

  static Resource of(Node node) {
    return new Resource(
        node.collection(), node.size(), node.modified(), node.created(), node.version());
  }
}
