package org.gatehouse.web.dav;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatehouse.auth.Caller;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DavFiles;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.edge.CallerAttribute;

/**
 * Opens the caller's files for a request and closes them after its answer, however that ended: they
 * hold open files of the system, and an answer may break off anywhere.
 */
public class AccountFilesFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String FILES = "org.gatehouse.dav.files";

  @Inject private transient DavFiles files;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Caller caller =
        CallerAttribute.caller(request)
            .orElseThrow(() -> new IllegalStateException("this request did not pass the edge"));
    try (AccountFiles opened = files.open(caller)) {
      request.setAttribute(FILES, opened);
      chain.doFilter(request, response);
    } catch (FileRefusal e) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      response.setContentType("text/plain;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.getOutputStream().write((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The files of the account that a request was admitted for. */
  static AccountFiles of(ServletRequest request) {
    return (AccountFiles) request.getAttribute(FILES);
  }
}
