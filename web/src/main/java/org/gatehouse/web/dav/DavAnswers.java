package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.dav.PropertyName;
import org.gatehouse.web.dav.DavRefusal.Condition;

/** The answers of the gate that are not the content of a file. */
final class DavAnswers {

  static final int MULTI_STATUS = 207;
  private static final int FAILED_DEPENDENCY = 424;

  private static final String XML = "application/xml;charset=utf-8";
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(423, "Locked"),
          Map.entry(424, "Failed Dependency"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(507, "Insufficient Storage"));

  private DavAnswers() {}

  /** Writes an answer as XML. */
  @FunctionalInterface
  interface Body {
    void write(XmlText target) throws IOException;
  }

  /** An answer in XML, written while it is sent. */
  static Response.ResponseBuilder xml(int status, Body body) {
    StreamingOutput output =
        stream -> {
          XmlText target = new XmlText(stream);
          body.write(target);
          target.flush();
        };
    return Response.status(status).type(XML).header("Cache-Control", "no-cache").entity(output);
  }

  /** What could not be done of a request, by resource. */
  static Response stayed(Map<String, FileRefusal.Reason> stayed) {
    return xml(
            MULTI_STATUS,
            target -> {
              target.markup(PropertyAnswer.START);
              for (Map.Entry<String, FileRefusal.Reason> one : new TreeMap<>(stayed).entrySet()) {
                target
                    .markup("<D:response>")
                    .href(one.getKey(), false)
                    .markup("<D:status>" + line(status(one.getValue())) + "</D:status>");
                if (one.getValue() == FileRefusal.Reason.LOCKED) {
                  target.markup("<D:error><D:lock-token-submitted>");
                  target.href(one.getKey(), false).markup("</D:lock-token-submitted></D:error>");
                }
                target.markup("</D:response>");
              }
              target.markup(PropertyAnswer.END);
            })
        .build();
  }

  /**
   * What became of properties that were to be changed together.
   *
   * @param names all of them
   * @param concerned those that have this status; that of the others depended on theirs
   * @param condition the local name of the element that says why; empty for none
   */
  static String propertyStatuses(
      Set<PropertyName> names,
      Set<PropertyName> concerned,
      int status,
      Optional<String> condition) {
    Map<Boolean, List<PropertyName>> parted =
        names.stream().collect(Collectors.partitioningBy(concerned::contains));
    return propertyStatus(parted.get(true), status, condition)
        + propertyStatus(parted.get(false), FAILED_DEPENDENCY, Optional.empty());
  }

  private static String propertyStatus(
      List<PropertyName> names, int status, Optional<String> condition) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("<D:propstat><D:prop>");
    names.forEach(name -> text.append(PropertyAnswer.emptyElement(name)));
    text.append("</D:prop><D:status>").append(line(status)).append("</D:status>");
    condition.ifPresent(
        element -> text.append("<D:error><D:").append(element).append("/></D:error>"));
    return text.append("</D:propstat>").toString();
  }

  /** A refusal, in words or, where a program can act on it, in XML. */
  static Response refuse(DavRefusal refusal) {
    if (refusal.condition().isEmpty()) {
      return refuse(refusal.status(), refusal.getMessage());
    }
    Condition condition = refusal.condition().get();
    return xml(
            refusal.status(),
            target -> {
              target.markup(DECLARATION + "<D:error xmlns:D=\"DAV:\"><D:" + condition.name());
              if (condition.hrefs().isEmpty()) {
                target.markup("/>");
              } else {
                target.markup(">");
                for (String path : condition.hrefs()) {
                  target.href(path, false);
                }
                target.markup("</D:" + condition.name() + ">");
              }
              target.markup("</D:error>\n");
            })
        .build();
  }

  private static Response refuse(int status, String message) {
    return Response.status(status)
        .type("text/plain;charset=utf-8")
        .header("Cache-Control", "no-store")
        .entity(message + "\n")
        .build();
  }

  /** A refusal of the domain as HTTP has it. */
  static DavRefusal refusal(FileRefusal e, String method) {
    if (e.reason() == FileRefusal.Reason.LOCKED) {
      return new DavRefusal(
          status(e.reason()),
          e.getMessage(),
          new Condition(
              method.equals("LOCK") ? "no-conflicting-lock" : "lock-token-submitted", e.locked()));
    }
    return new DavRefusal(status(e.reason()), e.getMessage());
  }

  private static int status(FileRefusal.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> 404;
      case NO_PARENT -> 409;
      case EXISTS, OTHER_KIND -> 405;
      case FORBIDDEN -> 403;
      case LOCKED -> 423;
      case CONDITION -> 412;
      case NO_SPACE -> 507;
      case NAME_TOO_LONG -> 400;
      case FAILED -> 500;
    };
  }

  private static String line(int status) {
    return "HTTP/1.1 " + status + " " + PHRASES.get(status);
  }
}
