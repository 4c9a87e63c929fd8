package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Whether something is wrong with what was typed, for {@code aria-invalid}. */
@Named
@RequestScoped
public class Fault {

  @Inject private FacesContext faces;

  /**
   * Whether something was said beside a field.
   *
   * @param field its client id
   */
  public boolean on(String field) {
    return !faces.getMessageList(field).isEmpty();
  }
}
