package org.gatehouse.audit;

import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/**
 * One thing that happened and that security rests on. None of its texts ever holds a password, key,
 * session id or hash.
 *
 * @param what of which kind it is
 * @param actor who did it, as written: an account's name, or whatever a stranger called themselves;
 *     cut to {@value #LONGEST_TEXT} code points
 * @param gate the gate it happened at; empty when Gatehouse itself did it
 * @param address the client's address or network; empty when there is none
 * @param detail what happened, for a person; cut to {@value #LONGEST_TEXT} code points
 * @param result how it ended
 */
public record AuditEvent(
    What what,
    String actor,
    Optional<Gate> gate,
    Optional<String> address,
    String detail,
    Result result) {

  /** The most code points of a text that are kept. */
  public static final int LONGEST_TEXT = 300;

  private static final int LONGEST_ADDRESS = 64;

  /** Of which kind an event is. */
  public enum What {
    /** An account came in, or a session was started. */
    SIGN_IN,
    /** A credential was refused. */
    DENIAL,
    /** Requests of a blocked address were refused unread; the detail has their number. */
    REFUSAL,
    /** An address or network was blocked. */
    BLOCK,
    /** A block was lifted, or the whitelist changed. */
    UNBLOCK,
    /** Many addresses try one account, or one address tries many names. */
    ATTACK,
    /** A session id was shown that was never issued. */
    FIXATION,
    /** A restriction was added or removed. */
    RESTRICTION,
    /** An API key was made or deleted. */
    KEY,
    /** A password was changed. */
    PASSWORD,
    /** A session ended before its time. */
    SESSION,
    /** A site or one of its users was made, changed or removed. */
    SITE,
    /** A command was called at the gate CLI. */
    CALL,
    /** Somebody asked to come in as another, or did. */
    HAND_OVER,
    /** A setting was changed. */
    SETTING
  }

  /** How an event ended. */
  public enum Result {
    /** As intended. */
    DONE,
    /** Refused by a rule. */
    REFUSED
  }

  /** Cuts the texts to their bound, and makes them well-formed Unicode without NUL. */
  public AuditEvent {
    actor = KeptText.of(actor, LONGEST_TEXT);
    address = address.map(text -> KeptText.of(text, LONGEST_ADDRESS));
    detail = KeptText.of(detail, LONGEST_TEXT);
  }

  /** What an admitted caller did. */
  public static AuditEvent by(Caller caller, What what, String detail, Result result) {
    return new AuditEvent(
        what,
        caller.actor(),
        Optional.of(caller.gate()),
        Optional.of(caller.address().text()),
        detail,
        result);
  }

  /** What somebody did who is not admitted. */
  public static AuditEvent of(
      What what, String actor, Gate gate, ClientAddress address, String detail, Result result) {
    return new AuditEvent(
        what, actor, Optional.of(gate), Optional.of(address.text()), detail, result);
  }
}
