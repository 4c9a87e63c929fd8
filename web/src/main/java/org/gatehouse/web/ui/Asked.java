package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the address of a page asks for, or the hidden fields of its forms, which carry the same.
 * Anybody may have written it: what is too long is as if it were not there.
 */
@Named
@RequestScoped
public class Asked {

  private static final int LONGEST = 300;

  /** Knows what a form brought, which the edge has read already. */
  @Inject private FacesContext faces;

  /** Whether there is a name, whatever its text. */
  public boolean has(String name) {
    return faces.getExternalContext().getRequestParameterMap().containsKey(name);
  }

  /** The text of a name; empty when there is none. */
  public String text(String name) {
    String text = whole(name);
    return text.length() > LONGEST ? "" : text.strip();
  }

  /** The text of a name as it is, however long; empty when there is none. */
  public String whole(String name) {
    return faces.getExternalContext().getRequestParameterMap().getOrDefault(name, "");
  }

  /** A page's address that asks for what is not empty, to stand in a link. */
  public static String address(String page, Map<String, String> asked) {
    String query =
        asked.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .map(
                one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? page : page + "?" + query;
  }
}
