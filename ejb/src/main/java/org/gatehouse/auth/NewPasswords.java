package org.gatehouse.auth;

import com.nulabinc.zxcvbn.Feedback;
import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * What a password must be that somebody chooses for an account; a weaker one that is in use stays
 * valid. There are no rules of composition: it must be long enough, none of the most common and
 * breached ones, and hard to guess for who knows whose it is (NIST SP 800-63B-4, section 3.1.1.2).
 * Nothing of it leaves this process.
 */
@ApplicationScoped
public class NewPasswords {

  /**
   * How many characters are looked at to tell how hard it is to guess; as many are enough, and the
   * time that it takes grows faster than they do: a third of a second for the worst of these.
   */
  static final int LOOKED_AT = 50;

  /** Shorter parts of names are in too many words. */
  private static final int SHORTEST_WORD = 4;

  /** What takes memory and a moment to read, at the first question. */
  private static final class Known {
    private static final Zxcvbn ESTIMATE = new Zxcvbn();
    private static final CommonPasswords COMMON = CommonPasswords.read();
  }

  private Host host;
  private Configuration configuration;

  /** For the container's proxy; what it makes is never used. */
  public NewPasswords() {}

  @Inject
  NewPasswords(Host host, Configuration configuration) {
    this.host = host;
    this.configuration = configuration;
  }

  /**
   * How a password was found.
   *
   * @param score how hard it is to guess, 0 to 4, as zxcvbn has it
   * @param reasons why it is refused, each to follow the word for it; empty when it is accepted
   * @param suggestions what would make it better, sentences
   */
  public record Assessment(int score, List<String> reasons, List<String> suggestions) {

    /** Whether it is accepted. */
    public boolean permitted() {
      return reasons.isEmpty();
    }
  }

  /**
   * Lets a password pass that would be accepted.
   *
   * @param named what the caller knows it by, for the message, such as {@code argument 'password'}
   * @param name whose it is to be
   * @param email where that account gets mail, when that is known
   * @throws CommandException when it would not
   */
  public void require(String named, String password, AccountName name, Optional<String> email) {
    Assessment assessment = assess(password, name, email);
    if (!assessment.permitted()) {
      throw new CommandException(Kind.ARGUMENT, named + " " + assessment.reasons().getFirst());
    }
  }

  /**
   * Whether a password would be accepted.
   *
   * @param name whose it is to be; its parts make a password no harder to guess
   * @param email where that account gets mail, when that is known
   */
  public Assessment assess(String password, AccountName name, Optional<String> email) {
    List<String> reasons = new ArrayList<>();
    int shortest = configuration.value(Settings.PASSWORD_MIN_LENGTH);
    if (password.codePointCount(0, password.length()) < shortest) {
      reasons.add("must have at least " + shortest + " characters");
    }
    try {
      host.checkPassword(password);
    } catch (HostException.PasswordRefused e) {
      reasons.add(e.flaw().rule());
    } catch (HostException e) {
      throw new IllegalStateException("the host side cannot be asked", e);
    }
    boolean common = Known.COMMON.contains(password);
    if (common) {
      reasons.add("is one of the most common and breached passwords");
    }
    Strength strength = Known.ESTIMATE.measure(beginning(password), words(name, email));
    int score = common ? 0 : strength.getScore();
    if (score < configuration.value(Settings.PASSWORD_MIN_SCORE) && !common) {
      reasons.add("is too easy to guess" + why(strength.getFeedback()));
    }
    return new Assessment(
        score, List.copyOf(reasons), strength.getFeedback().getSuggestions(Locale.ENGLISH));
  }

  private static String beginning(String password) {
    return password.codePointCount(0, password.length()) <= LOOKED_AT
        ? password
        : password.substring(0, password.offsetByCodePoints(0, LOOKED_AT));
  }

  /** Its warnings are sentences, as "This is similar to a commonly used password." */
  private static String why(Feedback feedback) {
    String warning = feedback.getWarning(Locale.ENGLISH);
    return warning.isEmpty()
        ? ""
        : ": "
            + warning.substring(0, 1).toLowerCase(Locale.ROOT)
            + warning.substring(1).replaceFirst("\\.$", "");
  }

  private static List<String> words(AccountName name, Optional<String> email) {
    Set<String> words = new LinkedHashSet<>();
    words.add(name.toString());
    words.add(name.user());
    Stream.of(name.domain(), email)
        .flatMap(Optional::stream)
        .forEach(
            text -> {
              words.add(text);
              words.add(text.substring(0, Math.max(0, text.indexOf('@'))));
              words.add(text.replaceFirst("\\.[^.]*$", ""));
              Stream.of(text.split("[.@_+-]"))
                  .filter(part -> part.length() >= SHORTEST_WORD)
                  .forEach(words::add);
            });
    return words.stream()
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }
}
