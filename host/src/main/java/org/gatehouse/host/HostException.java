package org.gatehouse.host;

/**
 * Why the host side did not do as asked. The message is meant for the person who asked: it holds no
 * path, no password and no hash. The cause, where there is one, may hold paths and is for the log
 * only.
 */
public abstract sealed class HostException extends Exception {
  private static final long serialVersionUID = 1L;

  private HostException(String message) {
    super(message);
  }

  private HostException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The site has a directory already. */
  public static final class SiteExists extends HostException {
    private static final long serialVersionUID = 1L;

    /** For the site of this number. */
    public SiteExists(int siteId) {
      super("site" + siteId + " exists already");
    }
  }

  /** The site has no directory. */
  public static final class UnknownSite extends HostException {
    private static final long serialVersionUID = 1L;

    /** For the site of this number. */
    public UnknownSite(int siteId) {
      super("site" + siteId + " does not exist");
    }
  }

  /** The realm has an account, or a system user, of that name. */
  public static final class AccountExists extends HostException {
    private static final long serialVersionUID = 1L;

    /** For an account whose name keeps the rules. */
    public AccountExists(String user) {
      super("account " + user + " exists already");
    }
  }

  /** The realm has as many accounts as it may have. */
  public static final class TooManyAccounts extends HostException {
    private static final long serialVersionUID = 1L;

    /** With how many it may have. */
    public TooManyAccounts(int most) {
      super("there may be no more than " + most + " accounts");
    }
  }

  /** The realm has no account of that name. */
  public static final class UnknownAccount extends HostException {
    private static final long serialVersionUID = 1L;

    /** The name is left out: it may be anything. */
    public UnknownAccount() {
      super("no such account");
    }
  }

  /** An argument breaks a rule. */
  public static final class InvalidArgument extends HostException {
    private static final long serialVersionUID = 1L;

    private final String argument;

    /**
     * The argument's name as {@link Host} and {@link UnixAccount} have it, and the rule it breaks.
     */
    public InvalidArgument(String argument, String rule) {
      super(argument + ": " + rule);
      this.argument = argument;
    }

    /** The argument's name, such as {@code gecos}. */
    public String argument() {
      return argument;
    }
  }

  /** A new password breaks a rule. */
  public static final class PasswordRefused extends HostException {
    private static final long serialVersionUID = 1L;

    private final PasswordFlaw flaw;

    /** For the first rule that it breaks. */
    public PasswordRefused(PasswordFlaw flaw) {
      super("password: " + flaw.rule());
      this.flaw = flaw;
    }

    /** What is wrong with it. */
    public PasswordFlaw flaw() {
      return flaw;
    }
  }

  /**
   * Somebody else holds the realm's account files, perhaps in an editor; worth another try later.
   */
  public static final class Busy extends HostException {
    private static final long serialVersionUID = 1L;

    /** After the time that lckpwdf(3) waits. */
    public Busy() {
      super("the account files are locked by another program; try again later");
    }
  }

  /** More passwords are being hashed than may wait for it; worth another try at once. */
  public static final class Crowded extends HostException {
    private static final long serialVersionUID = 1L;

    /** Nothing was hashed. */
    public Crowded() {
      super("too many passwords are being verified at once; try again");
    }
  }

  /**
   * The host could not do it: disk full, no permission, damaged or suspicious files. The log has
   * the cause.
   */
  public static final class Failed extends HostException {
    private static final long serialVersionUID = 1L;

    /** What was attempted, in words without paths, and what stopped it. */
    public Failed(String attempt, Throwable cause) {
      super("could not " + attempt + "; the server's log says why", cause);
    }
  }
}
