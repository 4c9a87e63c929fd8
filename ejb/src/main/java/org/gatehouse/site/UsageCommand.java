package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.host.Usage;

/** How much sites use. */
@ApplicationScoped
@Module("admin")
public class UsageCommand {

  private static final String STORAGE = "storage";

  private KnownSites known;
  private StorageUsage storage;

  /** For the container's proxy; what it makes is never used. */
  public UsageCommand() {}

  @Inject
  UsageCommand(KnownSites known, StorageUsage storage) {
    this.known = known;
    this.storage = storage;
  }

  /**
   * Measures what sites use. Each site's files are looked at, which takes some seconds for a
   * million of them. A figure of the last minute ([site] usage_kept) is given again. What cannot be
   * measured within 20 seconds ([site] usage_deadline) for all sites together is late: its former
   * figure is given, or none, while it is measured on, so that a later call finds it.
   *
   * @param field storage; nothing else is measured yet
   * @param sites domains or siteN; left out, all sites; those that there are not are left out
   * @return by siteN for each qused, what its files take on the disk, and qhard, what they may take
   *     by diskquota, both in KiB; qhard is 0 where there is no limit; complete, false where there
   *     is more than could be looked at; age, how many seconds ago it was measured; late, true
   *     where that was to be done anew and is not yet: without a former figure, qused and age are
   *     missing there and complete is false
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
    List<KnownSite> asked =
        sites.isEmpty() ? known.all() : known.those(CollectCommand.names(sites));
    Map<Integer, StorageUsage.Known> measured =
        storage.of(asked.stream().map(site -> site.state().id()).toList());
    Map<String, Object> usages = new LinkedHashMap<>();
    for (KnownSite site : asked) {
      // Without directories, it was deleted meanwhile, or is just being made.
      Optional.ofNullable(measured.get(site.state().id()))
          .ifPresent(usage -> usages.put(SiteName.of(site.state().id()), told(site, usage)));
    }
    return usages;
  }

  private static Map<String, Object> told(KnownSite site, StorageUsage.Known known) {
    Map<String, Object> told = new LinkedHashMap<>();
    known
        .usage()
        .ifPresent(
            usage -> {
              told.put("qused", usage.kibibytes());
              told.put("age", known.age().toSeconds());
            });
    told.put("qhard", site.quota());
    told.put("complete", known.usage().filter(Usage::complete).isPresent());
    told.put("late", known.late());
    return told;
  }
}
