package org.gatehouse.web.cli;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * The users whose processes may come in by the local socket. The kernel noted the effective user of
 * a peer when it connected (unix(7), SO_PEERCRED); nothing that the peer sends can change it.
 */
final class TrustedPeers {

  private final Set<UserPrincipal> users;

  TrustedPeers(Set<UserPrincipal> users) {
    this.users = Set.copyOf(users);
  }

  /** Root, and the user this process runs as (proc(5): the owner of its own directory). */
  static TrustedPeers rootAndSelf() throws IOException {
    Path self = Path.of("/proc/self");
    Set<UserPrincipal> users = new HashSet<>();
    users.add(self.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root"));
    users.add(Files.getOwner(self));
    return new TrustedPeers(users);
  }

  /** Whether the process at the other end of this connection is one of them. */
  boolean includes(SocketChannel connection) throws IOException {
    return users.contains(connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
  }
}
