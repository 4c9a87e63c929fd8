package org.gatehouse.web.ui;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Refusals by gate and hour, as a chart and as a table.
 *
 * @param hours when each hour began, in ISO 8601
 * @param gates by gate the number of each hour
 */
public record RefusalChart(List<String> hours, Map<String, List<Long>> gates) {

  /** Colours that are told apart in light and dark, and by who sees few. */
  private static final List<String> COLOURS =
      List.of("#3b7dd8", "#d9822b", "#2f9e6e", "#b0569c", "#8a8f98", "#c2a83e");

  /** Neither black nor white, so that it is read on both. */
  private static final String FAINT = "#808a98";

  private static final String GRID = "rgba(128,138,152,0.25)";

  /**
   * An hour of the table.
   *
   * @param from when it began, in ISO 8601
   * @param counts in the order of the gates
   */
  public record Row(String from, List<Long> counts) {}

  /** What the command tells. */
  static RefusalChart of(Map<String, Object> told) {
    Instant from = Instant.parse((String) told.get("from"));
    int step = (int) told.get("step");
    Map<String, List<Long>> gates = new LinkedHashMap<>();
    ((Map<?, ?>) told.get("gates"))
        .forEach(
            (gate, counts) ->
                gates.put(
                    (String) gate,
                    ((List<?>) counts)
                        .stream().map(count -> ((Number) count).longValue()).toList()));
    int length = gates.values().stream().mapToInt(List::size).max().orElse(0);
    return new RefusalChart(
        IntStream.range(0, length)
            .mapToObj(hour -> from.plusSeconds((long) hour * step).toString())
            .toList(),
        gates);
  }

  /** The names of the gates, in order. */
  public List<String> names() {
    return List.copyOf(gates.keySet());
  }

  /** The hours of the table, the newest first. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int hour = hours.size() - 1; hour >= 0; hour--) {
      int at = hour;
      rows.add(new Row(hours.get(at), gates.values().stream().map(all -> all.get(at)).toList()));
    }
    return rows;
  }

  /**
   * What the chart's library draws: a bar of each hour, parted by gate.
   *
   * @param zone the reader's
   * @param other the word for refusals whose gate is not noted
   */
  String json(ZoneId zone, String other) {
    DateTimeFormatter hour = DateTimeFormatter.ofPattern("dd. HH:mm").withZone(zone);
    JsonArrayBuilder labels = Json.createArrayBuilder();
    hours.forEach(from -> labels.add(hour.format(Instant.parse(from))));
    JsonArrayBuilder sets = Json.createArrayBuilder();
    int colour = 0;
    for (Map.Entry<String, List<Long>> gate : gates.entrySet()) {
      JsonArrayBuilder counts = Json.createArrayBuilder();
      gate.getValue().forEach(counts::add);
      sets.add(
          Json.createObjectBuilder()
              .add("label", gate.getKey().equals("other") ? other : gate.getKey())
              .add("backgroundColor", COLOURS.get(colour++ % COLOURS.size()))
              .add("data", counts));
    }
    return Json.createObjectBuilder()
        .add("type", "bar")
        .add("data", Json.createObjectBuilder().add("labels", labels).add("datasets", sets))
        .add("options", options())
        .build()
        .toString();
  }

  private static JsonObject options() {
    return Json.createObjectBuilder()
        .add("animation", false)
        .add("maintainAspectRatio", false)
        .add("color", FAINT)
        .add(
            "scales",
            Json.createObjectBuilder().add("x", axis()).add("y", axis().add("beginAtZero", true)))
        .add(
            "plugins",
            Json.createObjectBuilder()
                .add(
                    "legend",
                    Json.createObjectBuilder()
                        .add("position", "bottom")
                        .add("labels", Json.createObjectBuilder().add("color", FAINT))))
        .build();
  }

  private static JsonObjectBuilder axis() {
    return Json.createObjectBuilder()
        .add("stacked", true)
        .add("grid", Json.createObjectBuilder().add("color", GRID))
        .add("ticks", Json.createObjectBuilder().add("color", FAINT).add("precision", 0));
  }
}
