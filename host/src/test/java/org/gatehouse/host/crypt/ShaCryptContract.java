package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.host.crypt.ShaCrypt.Algorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test vectors of "Unix crypt using SHA-256 and SHA-512" (Ulrich Drepper, 2007), which every
 * implementation in use meets. Rounds outside the range that is accepted for accounts are among
 * them: they test the function, not the policy.
 */
interface ShaCryptContract {
  /** The encoded digest, without what stands before it. */
  String encoded(Algorithm algorithm, String password, String salt, int rounds);

  @ParameterizedTest(name = "{index}: {0} of ''{1}'', {3} rounds")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SHA_256 | Hello world! | saltstring | 5000 | 5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5
          SHA_256 | Hello world! | saltstringsaltst | 10000 | 3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA
          SHA_256 | This is just a test | toolongsaltstrin | 5000 | Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5
          SHA_256 | a very much longer text to encrypt.  This one even stretches over morethan one line. | anotherlongsalts | 1400 | Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1
          SHA_256 | we have a short salt string but not a short password | short | 77777 | JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/
          SHA_256 | a short string | asaltof16chars.. | 123456 | gP3VQ/6X7UUEW3HkBn2w1/Ptq2jxPyzV/cZKmF/wJvD
          SHA_256 | the minimum number is still observed | roundstoolow | 1000 | yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC
          SHA_512 | Hello world! | saltstring | 5000 | svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1
          SHA_512 | Hello world! | saltstringsaltst | 10000 | OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.
          SHA_512 | This is just a test | toolongsaltstrin | 5000 | lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0
          SHA_512 | a very much longer text to encrypt.  This one even stretches over morethan one line. | anotherlongsalts | 1400 | POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1
          SHA_512 | we have a short salt string but not a short password | short | 77777 | WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0
          SHA_512 | a short string | asaltof16chars.. | 123456 | BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1
          SHA_512 | the minimum number is still observed | roundstoolow | 1000 | kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX.
          """)
  default void meetsTheSpecificationsTestVectors(
      Algorithm algorithm, String password, String salt, int rounds, String expected) {
    assertThat(encoded(algorithm, password, salt, rounds)).isEqualTo(expected);
  }
}
