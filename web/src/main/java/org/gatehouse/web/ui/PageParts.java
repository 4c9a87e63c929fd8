package org.gatehouse.web.ui;

import jakarta.faces.application.Resource;
import jakarta.faces.application.ResourceHandler;
import jakarta.faces.application.ResourceHandlerWrapper;
import jakarta.faces.application.ResourceWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.edge.FixedContent;

/**
 * The style sheets and scripts of pages, ours and the component library's: compressed once, and
 * named by a mark that changes with what is in them, so that a browser asks for each only once and
 * never shows a page with those of an earlier Gatehouse. They are the same for everybody. Of those
 * that there are, each is kept, some six megabytes should somebody ask for all.
 */
public final class PageParts extends ResourceHandlerWrapper {

  /** The parameter of a part's address that has its mark. */
  private static final String MARK = "mark";

  private static final int MARK_LENGTH = 12;

  /** A year, and it is never asked for again: another content has another address. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String ASK_AGAIN = "no-cache";
  private static final String LIBRARY = "ln";

  private static final Map<String, String> TYPES =
      Map.of("css", "text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8");

  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(RESOURCE_IDENTIFIER) + "/([\\w./-]+\\.(?:css|js))\\.xhtml");

  private record Name(String name, String library) {}

  private final Map<Name, FixedContent> parts = new ConcurrentHashMap<>();

  /** Wraps the handler that there is. */
  public PageParts(ResourceHandler wrapped) {
    super(wrapped);
  }

  @Override
  public Resource createResource(String name) {
    return marked(super.createResource(name));
  }

  @Override
  public Resource createResource(String name, String library) {
    return marked(super.createResource(name, library));
  }

  @Override
  public Resource createResource(String name, String library, String type) {
    return marked(super.createResource(name, library, type));
  }

  private Resource marked(Resource found) {
    return found == null || type(found.getResourceName()) == null ? found : new Marked(found);
  }

  private final class Marked extends ResourceWrapper {

    Marked(Resource wrapped) {
      super(wrapped);
    }

    @Override
    public String getRequestPath() {
      String path = getWrapped().getRequestPath();
      return path + (path.indexOf('?') < 0 ? '?' : '&') + MARK + '=' + mark(content(getWrapped()));
    }
  }

  private FixedContent content(Resource part) {
    Name name = new Name(part.getResourceName(), part.getLibraryName());
    return parts.computeIfAbsent(name, missing -> read(part));
  }

  private static FixedContent read(Resource part) {
    try (InputStream bytes = part.getInputStream()) {
      return FixedContent.compressed(type(part.getResourceName()), bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String name) {
    return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Of a tag, which is in quotes. */
  private static String mark(FixedContent part) {
    return part.tag().substring(1, 1 + MARK_LENGTH);
  }

  @Override
  public void handleResourceRequest(FacesContext faces) throws IOException {
    Optional<FixedContent> part = asked(faces.getExternalContext());
    if (part.isEmpty()) {
      super.handleResourceRequest(faces);
      return;
    }
    ExternalContext external = faces.getExternalContext();
    boolean named = mark(part.get()).equals(external.getRequestParameterMap().get(MARK));
    part.get()
        .send(
            (HttpServletRequest) external.getRequest(),
            (HttpServletResponse) external.getResponse(),
            named ? FOR_EVER : ASK_AGAIN);
  }

  private Optional<FixedContent> asked(ExternalContext external) {
    Matcher path = PATH.matcher(external.getRequestServletPath());
    return path.matches()
        ? Optional.ofNullable(
                getWrapped()
                    .createResource(path.group(1), external.getRequestParameterMap().get(LIBRARY)))
            .map(this::content)
        : Optional.empty();
  }
}
