package org.gatehouse.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attributes of members of an open directory, by the new call and by the one that is everywhere.
 */
class AttributesOfMembersTest {

  private static final byte[] NAME = bytes("user.test");
  private static final byte[] OTHER = bytes("user.other");

  @TempDir Path home;
  private final SystemCalls calls = new SystemCalls();
  private Descriptor directory;

  @BeforeEach
  void members() throws Exception {
    Files.createDirectory(home.resolve("collection"));
    for (String member : new String[] {"with", "long", "without", "\u00e9 x"}) {
      Files.createFile(home.resolve(member));
    }
    set("with", "value");
    set("\u00e9 x", "accent");
    set("collection", "of a collection");
    set("long", "x".repeat(3_000));
    Files.createSymbolicLink(home.resolve("link"), Path.of("with"));
    directory =
        new Descriptor(
            calls.open(
                SystemCalls.WORKING_DIRECTORY, bytes(home.toString()), SystemCalls.O_DIRECTORY, 0));
  }

  @AfterEach
  void close() {
    directory.close();
    calls.close();
  }

  private void set(String member, String value) {
    assertThat(calls.setAttribute(bytes(home.resolve(member).toString()), NAME, bytes(value)))
        .isZero();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String told(int length) {
    return length < 0
        ? "errno " + -length
        : new String(calls.fetch(length), StandardCharsets.UTF_8);
  }

  static Stream<String> names() {
    return Stream.of("with", "without", "\u00e9 x", "collection", "link", "long", "none", "with/x");
  }

  @ParameterizedTest
  @MethodSource("names")
  void bothCallsTellTheSame(String name) {
    for (byte[] attribute : new byte[][] {NAME, OTHER}) {
      String everywhere =
          told(calls.attributeOfLink(directory.number(), bytes(name), attribute, 256));
      assertThat(told(calls.attributeAt(directory.number(), bytes(name), attribute, 256)))
          .as("a kernel that has no such call, or a container that forbids it, says so")
          .isIn(everywhere, "errno " + Errno.ENOSYS, "errno " + Errno.EPERM);
      if (!name.equals("long")) {
        assertThat(told(calls.attribute(directory.number(), bytes(name), attribute)))
            .isEqualTo(everywhere);
      }
    }
  }

  @Test
  void aValueIsToldWholeAndThatOfNoLink() {
    assertThat(told(calls.attribute(directory.number(), bytes("with"), NAME))).isEqualTo("value");
    assertThat(told(calls.attribute(directory.number(), bytes("long"), NAME))).hasSize(3_000);
    assertThat(told(calls.attribute(directory.number(), bytes("link"), NAME)))
        .as("a link is not followed")
        .startsWith("errno ");
  }
}
