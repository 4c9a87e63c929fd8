package org.gatehouse.cli;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values as JSON text (RFC 8259). */
final class JsonText {

  /** How deep arrays and objects may stand in each other; the server takes no more. */
  static final int DEEPEST = 64;

  private JsonText() {}

  /**
   * Reads a JSON text.
   *
   * @return its value, or empty when it is not valid or deeper than {@value #DEEPEST}
   */
  static Optional<Value> read(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(DEEPEST);
      Value value = value(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? Optional.of(value) : Optional.empty();
    } catch (MalformedJsonException | EOFException notJson) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Value value(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_ARRAY -> items(reader);
      case BEGIN_OBJECT -> entries(reader);
      case STRING -> new Value.Text(reader.nextString());
      case NUMBER -> new Value.Figure(reader.nextString());
      case BOOLEAN -> new Value.Truth(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield new Value.Nothing();
      }
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new MalformedJsonException("a value is missing");
    };
  }

  private static Value items(JsonReader reader) throws IOException {
    List<Value> items = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      items.add(value(reader));
    }
    reader.endArray();
    return new Value.Items(items);
  }

  private static Value entries(JsonReader reader) throws IOException {
    Map<String, Value> entries = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      entries.put(reader.nextName(), value(reader));
    }
    reader.endObject();
    return new Value.Entries(entries);
  }

  /** A value as JSON text. */
  static String write(Value value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setStrictness(Strictness.STRICT);
      writer.setHtmlSafe(false);
      write(value, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Value value, JsonWriter writer) throws IOException {
    switch (value) {
      case Value.Text text -> writer.value(text.text());
      case Value.Figure figure -> writer.jsonValue(figure.digits());
      case Value.Truth truth -> writer.value(truth.holds());
      case Value.Nothing _ -> writer.nullValue();
      case Value.Items items -> {
        writer.beginArray();
        for (Value item : items.items()) {
          write(item, writer);
        }
        writer.endArray();
      }
      case Value.Entries entries -> {
        writer.beginObject();
        for (Map.Entry<String, Value> entry : entries.entries().entrySet()) {
          writer.name(entry.getKey());
          write(entry.getValue(), writer);
        }
        writer.endObject();
      }
    }
  }
}
