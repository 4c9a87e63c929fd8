package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Usage;

/** How much sites use. */
@ApplicationScoped
@Module("admin")
public class UsageCommand {

  private static final String STORAGE = "storage";

  /** How long one call goes on to another site, however many and however full they are. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private KnownSites known;
  private Host host;
  private Clock clock;

  /** For the container's proxy; what it makes is never used. */
  public UsageCommand() {}

  @Inject
  UsageCommand(KnownSites known, Host host, Clock clock) {
    this.known = known;
    this.host = host;
    this.clock = clock;
  }

  /**
   * Measures what sites use. Each site's files are looked at, so of many it takes a while.
   *
   * @param field storage; nothing else is measured yet
   * @param sites domains or siteN; left out, all sites; those that there are not are left out
   * @return by siteN for each qused, what its files take on the disk, and qhard, what they may take
   *     by diskquota, both in KiB; qhard is 0 where there is no limit; complete, false where there
   *     is more than could be looked at. Sites that there is no time for within 5 minutes are left
   *     out: ask for those by name
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> getUsage(
      Caller caller, @Default(STORAGE) String field, @Default("") List<Object> sites) {
    if (!field.equals(STORAGE)) {
      throw new CommandException(
          Kind.ARGUMENT,
          (field.equals("bandwidth") ? field + " is" : "argument 'field' names what is")
              + " not measured yet; storage is");
    }
    Map<String, Object> usages = new LinkedHashMap<>();
    Instant end = clock.instant().plus(LONGEST);
    for (KnownSite site :
        sites.isEmpty() ? known.all() : known.those(CollectCommand.names(sites))) {
      if (!clock.instant().isBefore(end)) {
        break;
      }
      try {
        Usage usage = host.usage(site.state().id());
        usages.put(
            SiteName.of(site.state().id()),
            Map.of(
                "qused", usage.kibibytes(),
                "qhard", site.quota(),
                "complete", usage.complete()));
      } catch (HostException.UnknownSite e) {
        // It was deleted meanwhile, or is just being made.
      } catch (HostException e) {
        throw HostRefusal.told(e);
      }
    }
    return usages;
  }
}
