package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** How the appliance admin comes in as another account. */
@ApplicationScoped
@Module("admin")
public class HijackCommand {

  private Hijacking hijacking;

  /** For the container's proxy; what it makes is never used. */
  public HijackCommand() {}

  @Inject
  HijackCommand(Hijacking hijacking) {
    this.hijacking = hijacking;
  }

  /**
   * Lets the caller come in as an account of a site, without its password. It dies with the
   * session, key or password that asked for it, is valid only where the caller may be, and is told
   * to the audit.
   *
   * @param site the site's domain
   * @param user the account's user name; left out, the site's admin
   * @param gate UI for an id that lets a browser in once within 60 seconds, as ?esprit_id= on the
   *     panel; SOAP for the id of a session of at most an hour. Left out, it is SOAP when asked at
   *     the SOAP gate, and UI everywhere else
   * @return the id, shown this once; a call that is repeated because its answer did not arrive gets
   *     another and ends that one
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.REVEALS)
  public String hijack(
      Caller caller, String site, @Default("") String user, @Default("") String gate) {
    return hijacking.hijack(caller, site, user, gate);
  }
}
