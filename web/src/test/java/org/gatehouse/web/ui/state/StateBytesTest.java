package org.gatehouse.web.ui.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateBytesTest {

  @Test
  void whatAPageKeepsComesBack() throws IOException {
    Map<String, Object> state = new HashMap<>();
    state.put("form", new ArrayList<>(List.of("a", 1, true)));
    state.put("locale", Locale.GERMAN);
    state.put("typed", "ä".repeat(1000));

    assertThat(StateBytes.read(StateBytes.of(state))).isEqualTo(state);
  }

  @Test
  void itIsCompressed() throws IOException {
    assertThat(StateBytes.of("x".repeat(10_000))).hasSizeLessThan(500);
  }

  @Test
  void aClassThatNoPageKeepsIsNotRead() {
    assertThatIOException().isThrownBy(() -> StateBytes.read(StateBytes.of(new File("/"))));
  }

  @Test
  void aStateThatGrowsBeyondItsBoundIsNotRead() {
    assertThatIOException()
        .isThrownBy(() -> StateBytes.read(StateBytes.of("x".repeat(StateBytes.LARGEST + 1))));
  }

  @Test
  void bytesThatAreNoStateAreNotRead() {
    assertThatIOException().isThrownBy(() -> StateBytes.read(new byte[] {1, 2, 3}));
  }
}
