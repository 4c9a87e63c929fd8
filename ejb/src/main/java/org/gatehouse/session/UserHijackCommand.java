package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** How a site's admin comes in as a user of the site; all but who may is {@link Hijacking}'s. */
@ApplicationScoped
@Module("user")
public class UserHijackCommand {

  private Hijacking hijacking;

  /** For the container's proxy; what it makes is never used. */
  public UserHijackCommand() {}

  @Inject
  UserHijackCommand(Hijacking hijacking) {
    this.hijacking = hijacking;
  }

  /**
   * Lets the caller come in as a user of its own site, without the user's password. It dies with
   * the session, key or password that asked for it, is valid only where the caller may be, and is
   * told to the audit. Who came in as somebody else does not come in as a third.
   *
   * @param user the user name
   * @param gate UI for an id that lets a browser in once within 60 seconds, as ?esprit_id= on the
   *     panel; SOAP for the id of a session of at most an hour. Left out, it is SOAP when asked at
   *     the SOAP gate, and UI everywhere else
   * @return the id, shown this once; a call that is repeated because its answer did not arrive gets
   *     another and ends that one
   */
  @Command(roles = Role.SITE, effect = Effect.REVEALS)
  public String hijack(Caller caller, String user, @Default("") String gate) {
    if (caller.proof() instanceof Proof.Session(var _, var _, var asked) && asked.isPresent()) {
      throw new CommandException(
          Kind.FORBIDDEN, "this session is a hand-over itself, which asks for no other");
    }
    AccountName own = caller.account().name();
    Optional<AccountName> wanted = AccountName.parse(user).filter(name -> name.domain().isEmpty());
    if (wanted.isEmpty()) {
      throw new CommandException(Kind.NOT_FOUND, "the site has no such user");
    }
    if (wanted.get().user().equals(own.user())) {
      throw new CommandException(Kind.FORBIDDEN, "that is you already");
    }
    return hijacking.hijack(caller, own.domain().orElseThrow(), wanted.get().user(), gate);
  }
}
