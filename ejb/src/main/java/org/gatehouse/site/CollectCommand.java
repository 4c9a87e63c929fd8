package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.site.ParameterKind.Items;
import org.gatehouse.site.ParameterKind.Truth;

/** What the appliance admin asks of many sites at once. */
@ApplicationScoped
@Module("admin")
public class CollectCommand {

  private static final String DOMAIN = "domain";
  private static final String ACTIVE = "active";

  private static final List<String> USUAL =
      List.of(
          Services.EMAIL,
          Services.ADMIN_USER,
          "aliases.aliases",
          "billing.invoice",
          "billing.parent_invoice");

  private KnownSites known;

  /** For the container's proxy; what it makes is never used. */
  public CollectCommand() {}

  @Inject
  CollectCommand(KnownSites known) {
    this.known = known;
  }

  /**
   * Tells what is said of sites: of all, or of those that match.
   *
   * @param params what to tell of each, a list of service.parameter or of services; left out, email
   *     and admin_user of siteinfo, aliases.aliases, and invoice and parent_invoice of billing
   * @param query values by service.parameter, or by domain or active, that a site must have; of a
   *     list it must have the one; null matches what is unset or false
   * @param sites domains or siteN; left out, all sites; those that there are not are left out
   * @return by siteN for each its domain, whether it is active, and by service and parameter what
   *     was asked, null where it is unset
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> collect(
      Caller caller,
      @Default("") List<Object> params,
      @Default("") Map<String, Object> query,
      @Default("") List<Object> sites) {
    List<ServiceParameter> asked = Services.shown(params.isEmpty() ? USUAL : texts(params));
    Predicate<KnownSite> wanted = wanted(query);
    Map<String, Object> found = new LinkedHashMap<>();
    for (KnownSite site : sites.isEmpty() ? known.all() : known.those(names(sites))) {
      if (wanted.test(site)) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(DOMAIN, site.state().domain());
        told.put(ACTIVE, site.state().active());
        told.putAll(site.values(asked));
        found.put(SiteName.of(site.state().id()), told);
      }
    }
    return found;
  }

  /**
   * Names the domains of all sites.
   *
   * @return the domains, in the order in which their sites were added
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> getDomains(Caller caller) {
    return List.copyOf(known.domains());
  }

  private static List<String> texts(List<Object> params) {
    List<String> texts = new ArrayList<>();
    for (Object param : params) {
      if (!(param instanceof String text)) {
        throw new CommandException(
            Kind.ARGUMENT,
            "argument 'params' must be a list of texts such as siteinfo.email or siteinfo");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The sites that a caller lists. */
  static List<SiteName> names(List<Object> sites) {
    return sites.stream()
        .map(
            site ->
                SiteName.parse(site)
                    .orElseThrow(
                        () ->
                            new CommandException(
                                Kind.ARGUMENT,
                                "argument 'sites' must be a list of domains or siteN")))
        .toList();
  }

  private static Predicate<KnownSite> wanted(Map<String, Object> query) {
    Predicate<KnownSite> all = site -> true;
    for (Map.Entry<String, Object> condition : query.entrySet()) {
      all = all.and(wanted(condition.getKey(), condition.getValue()));
    }
    return all;
  }

  private static Predicate<KnownSite> wanted(String name, Object value) {
    return switch (name) {
      case DOMAIN -> site -> site.state().domain().equals(value);
      case ACTIVE -> {
        boolean active = (boolean) new Truth().convert(value).orElseThrow(() -> unfit(name));
        yield site -> site.state().active() == active;
      }
      default -> {
        List<ServiceParameter> parameters = Services.shown(name);
        if (parameters.size() != 1 || Services.find(name).isEmpty()) {
          throw unfit(name);
        }
        yield wanted(parameters.getFirst(), value);
      }
    };
  }

  private static Predicate<KnownSite> wanted(ServiceParameter parameter, Object value) {
    if (value == null || value.equals("null")) {
      return site -> site.value(parameter).filter(set -> !set.equals(false)).isEmpty();
    }
    if (parameter.kind() instanceof Items(var _, var item)
        && !(value instanceof List<?>)
        && item.convert(value).isPresent()) {
      Object one = item.convert(value).get();
      return site -> site.value(parameter).map(List.class::cast).orElseThrow().contains(one);
    }
    Object wanted = parameter.kind().convert(value).orElseThrow(() -> unfit(parameter.fullName()));
    return site -> site.value(parameter).filter(wanted::equals).isPresent();
  }

  private static CommandException unfit(String name) {
    return new CommandException(
        Kind.ARGUMENT,
        "argument 'query' must be a map of service.parameter to a value of its type; '"
            + name.substring(0, Math.min(name.length(), 64))
            + "' is not");
  }
}
