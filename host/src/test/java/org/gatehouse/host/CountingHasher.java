package org.gatehouse.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.host.crypt.CryptHash;
import org.gatehouse.host.crypt.Password;
import org.gatehouse.host.crypt.PasswordHasher;
import org.gatehouse.host.crypt.SystemHasher;

/**
 * The real hasher, noting what it is asked to verify; but its decoy has a password, so that a test
 * sees whether the decoy could ever admit anybody.
 */
final class CountingHasher implements PasswordHasher {
  private final PasswordHasher real = new SystemHasher(new SecureRandom(), CryptHash.FEWEST_ROUNDS);
  static final String DECOY_PASSWORD = "Hello world!";

  private static final CryptHash DECOY =
      CryptHash.parse(
              "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")
          .orElseThrow();

  private final List<CryptHash> verified = new ArrayList<>();
  private int weak;
  private Deed beforeHashing = () -> {};

  /** The hashes computed for verifying since the last call, in order. */
  List<CryptHash> takeVerified() {
    List<CryptHash> taken = List.copyOf(verified);
    verified.clear();
    return taken;
  }

  /** Something that happens on the disk. */
  @FunctionalInterface
  interface Deed {
    void happen() throws IOException;
  }

  /** Calls hashes of so many rounds weak. */
  void callWeak(int rounds) {
    weak = rounds;
  }

  /** What happens each time before a new hash is there. */
  void beforeHashing(Deed deed) {
    beforeHashing = deed;
  }

  @Override
  public String hash(Password password) {
    try {
      beforeHashing.happen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return real.hash(password);
  }

  @Override
  public boolean isWeak(CryptHash hash) {
    return hash instanceof CryptHash.Sha sha && sha.rounds() <= weak;
  }

  @Override
  public boolean matches(Password password, CryptHash hash) {
    verified.add(hash);
    return real.matches(password, hash);
  }

  @Override
  public boolean computes(CryptHash hash) {
    return real.computes(hash);
  }

  @Override
  public CryptHash decoy() {
    return DECOY;
  }

  @Override
  public boolean matchesNothing() {
    verified.add(decoy());
    return real.matchesNothing();
  }

  @Override
  public void setRounds(int rounds) {
    real.setRounds(rounds);
  }
}
