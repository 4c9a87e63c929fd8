package org.gatehouse.web.dav;

import java.io.IOException;
import java.util.List;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DavLock;
import org.gatehouse.dav.DeadProperties;
import org.gatehouse.dav.Resource;

/** A resource whose properties are told; what is costly is looked for when it is asked for. */
interface Described {
  /** Its path. */
  String path();

  /** What is known of it. */
  Resource resource();

  /** The media type of a file, by its name. */
  String contentType();

  /** The locks that hold for it. */
  List<DavLock> locks() throws IOException;

  /** How much room there is. */
  AccountFiles.Quota quota() throws IOException;

  /** What clients gave it. */
  DeadProperties dead() throws IOException;
}
