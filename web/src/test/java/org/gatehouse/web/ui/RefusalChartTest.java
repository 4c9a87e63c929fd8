package org.gatehouse.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalChartTest {

  private static RefusalChart chart() {
    Map<String, Object> gates = new LinkedHashMap<>();
    gates.put("UI", List.of(1L, 2L));
    gates.put("other", List.of(0L, 3L));
    return RefusalChart.of(Map.of("from", "2026-11-26T22:00:00Z", "step", 3_600, "gates", gates));
  }

  @Test
  void theTableTellsTheNewestHourFirstInTheOrderOfTheGates() {
    assertThat(chart().names()).containsExactly("UI", "other");
    assertThat(chart().rows())
        .containsExactly(
            new RefusalChart.Row("2026-11-26T23:00:00Z", List.of(2L, 3L)),
            new RefusalChart.Row("2026-11-26T22:00:00Z", List.of(1L, 0L)));
  }

  @Test
  void theChartTellsTheSameNumbersInTheReadersZoneAndWords() {
    String json = chart().json(ZoneId.of("Europe/Berlin"), "Nicht vermerkt");
    JsonObject data = Json.createReader(new StringReader(json)).readObject().getJsonObject("data");

    assertThat(data.getJsonArray("labels").toString()).isEqualTo("[\"26. 23:00\",\"27. 00:00\"]");
    assertThat(data.getJsonArray("datasets").getJsonObject(1).getString("label"))
        .isEqualTo("Nicht vermerkt");
    assertThat(data.getJsonArray("datasets").getJsonObject(1).getJsonArray("data").toString())
        .isEqualTo("[0,3]");
  }
}
