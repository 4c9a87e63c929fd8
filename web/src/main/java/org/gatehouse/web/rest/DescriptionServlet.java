package org.gatehouse.web.rest;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.command.Commands;
import org.gatehouse.edge.FixedContent;
import org.gatehouse.edge.ServerName;
import org.gatehouse.edge.SessionCookies;

/**
 * Serves what describes the REST gate, to anybody: the OpenAPI document, made for the name by which
 * the client reached this server, and the page to browse it and try it by.
 */
public class DescriptionServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String DOCUMENT = "/api/openapi.json";
  private static final Map<String, String> PAGE_PARTS =
      Map.of(
          "/api/", "index.html",
          "/api/api.js", "api.js",
          "/api/api.css", "api.css");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "css", "text/css;charset=UTF-8");

  @Inject private transient Commands commands;

  private final transient Map<String, FixedContent> parts = new ConcurrentHashMap<>();

  /** By the names that this server has of itself, of which there are few. */
  private final transient Map<ServerName, FixedContent> documents = new ConcurrentHashMap<>();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getServletPath();
    if (path.equals(DOCUMENT)) {
      documents.computeIfAbsent(ServerName.of(request), this::document).send(request, response);
    } else if (PAGE_PARTS.containsKey(path)) {
      parts.computeIfAbsent(PAGE_PARTS.get(path), DescriptionServlet::part).send(request, response);
    } else {
      // Relative, and seen from /api itself.
      response.sendRedirect("api/");
    }
  }

  private FixedContent document(ServerName server) {
    String cookie = SessionCookies.name(server.scheme().equals("https"));
    return FixedContent.of(
        "application/json", OpenApi.document(commands.remote(), server.baseUrl() + "/api", cookie));
  }

  private static FixedContent part(String name) {
    try (InputStream file = DescriptionServlet.class.getResourceAsStream("page/" + name)) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      return type.startsWith("text/html")
          ? FixedContent.of(type, file.readAllBytes())
          : FixedContent.compressed(type, file.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("a part of the page cannot be read", e);
    }
  }
}
