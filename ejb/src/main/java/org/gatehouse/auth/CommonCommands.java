package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.command.Command;
import org.gatehouse.command.Default;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Machine;

/** What every account may ask. */
@ApplicationScoped
@Module("common")
public class CommonCommands {

  private EmailAddresses emails;
  private Machine machine;

  /** For the container's proxy; what it makes is never used. */
  public CommonCommands() {}

  @Inject
  CommonCommands(EmailAddresses emails, Machine machine) {
    this.emails = emails;
    this.machine = machine;
  }

  /**
   * Names the account that calls.
   *
   * @return user@domain, or the user alone for the appliance admin
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public String whoami(Caller caller) {
    return caller.account().name().toString();
  }

  /**
   * The address at which the caller gets mail; of a site's admin the site's option siteinfo.email.
   *
   * @return the address, or an empty text when none was given
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public String getEmail(Caller caller) {
    return emails.of(caller.account()).orElse("");
  }

  /**
   * Gives the caller another address for mail; of a site's admin it is the site's option
   * siteinfo.email.
   *
   * @param email the address, at most 254 characters
   * @return true
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public boolean setEmail(Caller caller, String email) {
    emails.change(caller, email);
    return true;
  }

  /**
   * How long the machine has been running.
   *
   * @param pretty false for a number of seconds; left out, a text for a person
   * @return a text such as 3 days, 4 hours, 5 minutes, or whole seconds
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public Object getUptime(Caller caller, @Default("true") boolean pretty) {
    try {
      Duration uptime = machine.uptime();
      return pretty ? written(uptime) : (Object) (int) uptime.toSeconds();
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  private static String written(Duration uptime) {
    String units =
        Stream.of(
                unit(uptime.toDays(), "day"),
                unit(uptime.toHoursPart(), "hour"),
                unit(uptime.toMinutesPart(), "minute"))
            .filter(unit -> !unit.isEmpty())
            .collect(Collectors.joining(", "));
    return units.isEmpty() ? "less than a minute" : units;
  }

  private static String unit(long number, String name) {
    return number == 0 ? "" : number + " " + name + (number == 1 ? "" : "s");
  }

  /**
   * How busy the machine is: the load averages of the kernel.
   *
   * @return by the whole numbers 1, 5 and 15 the average of the last so many minutes
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public Map<Integer, Object> getLoad(Caller caller) {
    try {
      Machine.Load load = machine.load();
      Map<Integer, Object> averages = new LinkedHashMap<>();
      averages.put(1, load.one());
      averages.put(5, load.five());
      averages.put(15, load.fifteen());
      return averages;
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }
}
