package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.account.EmailTable;

/**
 * Where accounts get their mail. A site's admin has the site's option {@code siteinfo.email}, so
 * that it is one address however it is set; what changes addresses joins the caller's transaction.
 */
@ApplicationScoped
public class EmailAddresses {

  /** The longest address, in characters (RFC 5321, section 4.5.3.1.3, without the brackets). */
  private static final int LONGEST = 254;

  private static final int LONGEST_LOCAL_PART = 64;

  /** A dot-string of RFC 5321, section 4.1.2, in any script (RFC 6531); no quotes, no comments. */
  private static final Pattern LOCAL_PART =
      Pattern.compile(
          "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");

  private Database database;
  private Audit audit;

  /** For the container's proxy; what it makes is never used. */
  public EmailAddresses() {}

  @Inject
  EmailAddresses(Database database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /** The address of an account. */
  public Optional<String> of(Account account) {
    return database.apart(
        connection -> {
          EmailTable table = new EmailTable(connection);
          return ownsSite(account)
              ? table.ofSite(account.siteId().orElseThrow())
              : table.of(account.siteId(), account.name().user());
        });
  }

  private static boolean ownsSite(Account account) {
    return account.role() == Role.SITE;
  }

  /**
   * Gives the caller's account an address, and tells the audit.
   *
   * @throws CommandException when it is no address
   */
  public void change(Caller caller, String email) {
    if (!valid(email)) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'email' must be an address such as owner@example.org");
    }
    database.whole(
        () -> {
          database.together(connection -> set(new EmailTable(connection), caller.account(), email));
          audit.record(
              AuditEvent.by(
                  caller,
                  AuditEvent.What.SETTING,
                  "e-mail address of " + caller.account().name() + " changed",
                  AuditEvent.Result.DONE));
          return true;
        });
  }

  private static boolean set(EmailTable table, Account account, String email) throws SQLException {
    if (ownsSite(account)) {
      table.setOfSite(account.siteId().orElseThrow(), email);
    } else {
      table.set(account.siteId(), account.name().user(), email);
    }
    return true;
  }

  /** Forgets the address of an account of a site that is not its admin. */
  public void deleteOf(int siteId, String user) {
    database.together(
        connection -> {
          new EmailTable(connection).deleteOf(siteId, user);
          return true;
        });
  }

  /** Forgets the addresses of a site's users; its admin's goes with the site's options. */
  public void deleteOfSite(int siteId) {
    database.together(
        connection -> {
          new EmailTable(connection).deleteOfSite(siteId);
          return true;
        });
  }

  /** Whether a text is an address that can be kept, in any script. */
  public static boolean valid(String email) {
    int at = email.lastIndexOf('@');
    return at >= 1
        && email.length() <= LONGEST
        && at <= LONGEST_LOCAL_PART
        && LOCAL_PART.matcher(email.substring(0, at)).matches()
        && AccountName.domain(email.substring(at + 1)).isPresent();
  }
}
