package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** What a site's accounts ask of their own site's services. */
@ApplicationScoped
@Module("common")
public class ServiceCommands {

  private KnownSites known;

  /** For the container's proxy; what it makes is never used. */
  public ServiceCommands() {}

  @Inject
  ServiceCommands(KnownSites known) {
    this.known = known;
  }

  /**
   * Tells the value of a parameter of a service of the caller's site; never a secret.
   *
   * @param service the service, such as diskquota
   * @param parameter the parameter, such as quota; enabled when it is left out
   * @param fallback what is answered when the parameter is unset, as it is: a text, a number, or
   *     true or false; an empty text when it is left out
   * @return the value: a text, whole number, truth or list; or the fallback
   */
  @Command(
      roles = {Role.SITE, Role.USER},
      effect = Effect.READS)
  public Object getServiceValue(
      Caller caller,
      String service,
      @Default("enabled") String parameter,
      @Default("") Object fallback) {
    ServiceParameter asked = Services.shown(service + "." + parameter).getFirst();
    return caller
        .account()
        .siteId()
        .flatMap(known::ofItsOwn)
        .orElseThrow(SiteName::noSuchSite)
        .value(asked)
        // Clients repeat a call that answers null.
        .orElse(fallback == null ? "" : fallback);
  }
}
