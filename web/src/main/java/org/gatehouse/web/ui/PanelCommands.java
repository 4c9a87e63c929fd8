package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.Commands;

/**
 * The commands, as pages call them: the same that every gate has, for who is signed in. A refusal
 * is told beside the field that it names.
 */
@RequestScoped
public class PanelCommands {

  private static final Pattern ARGUMENT = Pattern.compile("(?:argument|option) '([\\w.]+)' ");

  @Inject private Commands commands;
  @Inject private SignedIn signedIn;

  /**
   * Calls a command whose result a page shows.
   *
   * @param command {@code module:function}
   * @param arguments by name
   * @throws CommandException when it refuses
   */
  public Object call(String command, Map<String, ?> arguments) {
    int colon = command.indexOf(':');
    return commands.call(
        signedIn.caller(), command.substring(0, colon), command.substring(colon + 1), arguments);
  }

  /** The same, where the result is a map. */
  public Map<String, Object> map(String command, Map<String, ?> arguments) {
    return told(call(command, arguments));
  }

  /** A result that is a map, of what was asked for a form. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> told(Object result) {
    return (Map<String, Object>) result;
  }

  /** The same, where the result is a list of maps. */
  @SuppressWarnings("unchecked")
  public List<Map<String, Object>> list(String command, Map<String, ?> arguments) {
    return (List<Map<String, Object>>) call(command, arguments);
  }

  /**
   * Calls a command for a form. A refusal is told beside the field that it is about, in the words
   * of the command, or above the form when it is about none.
   *
   * @param fields the client ids of the form's fields, by the names of the arguments or of the
   *     options in one; what no field is for is told above the form
   * @return the result; empty when it was refused
   */
  public Optional<Object> ask(
      String command, Map<String, ?> arguments, Map<String, String> fields) {
    try {
      return Optional.of(call(command, arguments));
    } catch (CommandException e) {
      refuse(e, fields);
      return Optional.empty();
    }
  }

  /** Tells a refusal as {@link #ask} does. */
  public void refuse(CommandException refusal, Map<String, String> fields) {
    FacesContext faces = FacesContext.getCurrentInstance();
    Matcher argument = ARGUMENT.matcher(refusal.getMessage());
    boolean named = argument.find() && fields.containsKey(argument.group(1));
    String text = named ? argument.replaceFirst("") : refusal.getMessage();
    String sentence = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    faces.addMessage(
        named ? fields.get(argument.group(1)) : null,
        new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence + ".", null));
    faces.validationFailed();
    if (refusal.kind() == CommandException.Kind.UNAVAILABLE) {
      faces.getExternalContext().setResponseStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }

  /** Refuses beside a field what a page itself can tell is wrong. */
  public void refuse(String field, String sentence) {
    FacesContext faces = FacesContext.getCurrentInstance();
    faces.addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, null));
    faces.validationFailed();
  }

  /** Tells what was done. */
  public void done(String sentence) {
    FacesContext.getCurrentInstance()
        .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_INFO, sentence, null));
  }

  /** Tells that something was not done, since it is not any more as the page showed it. */
  public void warn(String sentence) {
    FacesContext.getCurrentInstance()
        .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_WARN, sentence, null));
  }
}
