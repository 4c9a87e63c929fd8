package org.gatehouse.web.rest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;
import org.gatehouse.command.Documentation;
import org.gatehouse.command.ParameterType;

/**
 * The REST gate as an OpenAPI 3.1 document, made from the commands' declarations: an operation
 * {@code module_function} for each, whose arguments are a schema of their own, so that generators
 * name their types after it.
 */
final class OpenApi {

  private static final String JSON = "application/json";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String RESPONSES = "#/components/responses/";

  /** The version of what is described, not of what runs here, which is nobody's business. */
  private static final String VERSION = "1";

  /** Failures by status, and what they are called in the document. */
  private static final Map<Integer, Failure> FAILURES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(400, new Failure("WrongArgument", "An argument is missing or wrong.")),
              Map.entry(
                  401,
                  new Failure("Denied", "The credential is missing or wrong, or not taken here.")),
              Map.entry(403, new Failure("Forbidden", "The caller may not do this.")),
              Map.entry(
                  404,
                  new Failure(
                      "NotFound", "What this is about does not exist, or not for this caller.")),
              Map.entry(409, new Failure("Exists", "What this should make exists already.")),
              Map.entry(413, new Failure("TooLarge", "The body has more than 1 MiB.")),
              Map.entry(415, new Failure("NotJson", "The body says that it is no JSON.")),
              Map.entry(429, new Failure("Blocked", "Too many failed attempts from this address.")),
              Map.entry(503, new Failure("Unavailable", "A part of Gatehouse is away."))));

  private static final List<Integer> TOLD_WHEN_TO_RETRY = List.of(429, 503);

  private OpenApi() {}

  /** A failure: its name among the document's responses, and what it means. */
  private record Failure(String name, String description) {}

  /**
   * Makes the document.
   *
   * @param commands the commands
   * @param server the URL below which the commands' paths are
   * @param cookie the name of the cookie that carries the panel's session
   */
  static byte[] document(Collection<Declaration> commands, String server, String cookie) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", info());
    document.put("servers", List.of(Map.of("url", server)));
    document.put(
        "security",
        List.of(
            Map.of("password", List.of()),
            Map.of("key", List.of()),
            object("session", List.of(), "csrf_token", List.of())));
    document.put(
        "tags", commands.stream().map(Declaration::module).distinct().map(OpenApi::tag).toList());
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, Object> schemas = new LinkedHashMap<>();
    schemas.put("problem", problem());
    for (Declaration command : commands) {
      paths.put(
          "/" + command.module() + "/" + command.function().replace('_', '-'),
          Map.of("post", operation(command)));
      if (!command.parameters().isEmpty()) {
        schemas.put(argumentsName(command), arguments(command));
      }
    }
    document.put("paths", paths);
    document.put(
        "components",
        object(
            "schemas", schemas, "responses", failures(), "securitySchemes", credentials(cookie)));
    return JsonValues.write(document);
  }

  private static Map<String, Object> info() {
    return object(
        "title",
        "Gatehouse",
        "version",
        VERSION,
        "summary",
        "The commands of Gatehouse over REST",
        "description",
        "Each command is a POST with its arguments as a JSON object. What an account may call"
            + " depends on its role: misc:list-commands names it, and anything else is answered"
            + " like a command that does not exist.");
  }

  private static Map<String, Object> tag(String module) {
    return Map.of("name", module);
  }

  private static Map<String, Object> operation(Declaration command) {
    Documentation documentation = command.documentation();
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", operationId(command));
    operation.put("tags", List.of(command.module()));
    operation.put("summary", summary(command));
    operation.put("description", documentation.description());
    if (!command.parameters().isEmpty()) {
      operation.put(
          "requestBody",
          object(
              "required",
              command.parameters().stream().anyMatch(CommandParameter::required),
              "content",
              content(JSON, reference(SCHEMAS, argumentsName(command)))));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(
        "200",
        object(
            "description",
            documentation.result().isEmpty() ? "It is done." : sentence(documentation.result()),
            "content",
            content(JSON, result(command.resultType()))));
    FAILURES.forEach(
        (status, failure) ->
            responses.put(String.valueOf(status), reference(RESPONSES, failure.name())));
    operation.put("responses", responses);
    return operation;
  }

  private static String operationId(Declaration command) {
    return command.module() + "_" + command.function();
  }

  private static String argumentsName(Declaration command) {
    return operationId(command) + "_arguments";
  }

  private static String summary(Declaration command) {
    String summary = command.documentation().summary();
    return summary.isEmpty() ? command.name() : summary;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static Map<String, Object> arguments(Declaration command) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (CommandParameter parameter : command.parameters()) {
      Map<String, Object> schema = schema(parameter.type());
      String meaning = command.documentation().arguments().get(parameter.name());
      if (meaning != null) {
        schema.put("description", meaning);
      }
      if (parameter.type() == ParameterType.TEXT && parameter.name().endsWith("password")) {
        schema.put("format", "password");
      }
      // An empty list or map is what leaving it out means; generators make strange values of it.
      parameter
          .initial()
          .filter(initial -> !(initial instanceof List<?> || initial instanceof Map<?, ?>))
          .ifPresent(initial -> schema.put("default", initial));
      if (parameter.required()) {
        required.add(parameter.name());
      }
      properties.put(parameter.name(), schema);
    }
    Map<String, Object> arguments = object("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      arguments.put("required", required);
    }
    // That there are no others is not said: for generators that would make it an open map.
    return arguments;
  }

  private static Map<String, Object> schema(ParameterType type) {
    return switch (type) {
      case TEXT -> object("type", "string");
      case INTEGER -> object("type", "integer", "format", "int32");
      case BOOLEAN -> object("type", "boolean");
      // Generators make types of their own of a choice; of anything they make any value.
      case SIMPLE, ANY -> object();
      case LIST -> object("type", "array", "items", Map.of());
      case MAP -> object("type", "object", "additionalProperties", Map.of());
    };
  }

  /** What a command answers; of what an argument decides nothing is said. */
  private static Map<String, Object> result(Class<?> type) {
    if (type == String.class) {
      return schema(ParameterType.TEXT);
    } else if (type == int.class) {
      return schema(ParameterType.INTEGER);
    } else if (type == boolean.class) {
      return schema(ParameterType.BOOLEAN);
    } else if (type == List.class) {
      return schema(ParameterType.LIST);
    } else if (type == Map.class) {
      return schema(ParameterType.MAP);
    }
    return Map.of();
  }

  private static Map<String, Object> problem() {
    return object(
        "type",
        "object",
        "description",
        "Why a call failed (RFC 9457).",
        "properties",
        object(
            "type",
            object(
                "type",
                "string",
                "format",
                "uri-reference",
                "default",
                "about:blank",
                "description",
                "urn:gatehouse:problem: and the kind of failure, when a command failed"),
            "title",
            object("type", "string"),
            "status",
            object("type", "integer", "format", "int32"),
            "detail",
            object("type", "string", "description", "what was wrong, for a person"),
            "usage",
            object(
                "type",
                "boolean",
                "description",
                "true when there is no such command, or it does not take these arguments")),
        "required",
        List.of("title", "status", "detail"));
  }

  private static Map<String, Object> failures() {
    Map<String, Object> responses = new LinkedHashMap<>();
    FAILURES.forEach(
        (status, failure) -> {
          Map<String, Object> response =
              object(
                  "description",
                  failure.description(),
                  "content",
                  content(PROBLEM_JSON, reference(SCHEMAS, "problem")));
          if (status == 401) {
            response.put(
                "headers",
                header("WWW-Authenticate", "The ways to sign in.", object("type", "string")));
          } else if (TOLD_WHEN_TO_RETRY.contains(status)) {
            response.put(
                "headers",
                header(
                    "Retry-After",
                    "After how many seconds to try again.",
                    object("type", "integer", "minimum", 1)));
          }
          responses.put(failure.name(), response);
        });
    return responses;
  }

  private static Map<String, Object> header(
      String name, String description, Map<String, Object> schema) {
    return Map.of(name, object("description", description, "schema", schema));
  }

  private static Map<String, Object> credentials(String cookie) {
    return object(
        "password",
        object(
            "type",
            "http",
            "scheme",
            "basic",
            "description",
            "user@domain, or admin for the appliance, and the password; in UTF-8"),
        "key",
        object("type", "http", "scheme", "bearer", "description", "an API key"),
        "session",
        object(
            "type",
            "apiKey",
            "in",
            "cookie",
            "name",
            cookie,
            "description",
            "the session of a browser that is signed in at the panel"),
        "csrf_token",
        object(
            "type",
            "apiKey",
            "in",
            "header",
            "name",
            "X-CSRF-Token",
            "description",
            "what stands in the panel's pages in <meta name=\"csrf-token\">"));
  }

  private static Map<String, Object> content(String type, Map<String, Object> schema) {
    return Map.of(type, Map.of("schema", schema));
  }

  private static Map<String, Object> reference(String where, String name) {
    return Map.of("$ref", where + name);
  }

  /** Names and values in turn, in their order. */
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }
}
