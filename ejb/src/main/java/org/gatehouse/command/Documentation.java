package org.gatehouse.command;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.MethodJavadoc;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the Javadoc of a command says, which the build keeps; plain text on one line each, without
 * markup.
 *
 * @param description what the command does, one or several sentences
 * @param arguments what each argument means, by its name in snake_case; one that the Javadoc says
 *     nothing of is missing
 * @param result what the command answers
 */
public record Documentation(String description, Map<String, String> arguments, String result) {

  private static final CommentFormatter PLAIN = new CommentFormatter();

  static Documentation of(Method method) {
    MethodJavadoc javadoc = RuntimeJavadoc.getJavadoc(method);
    return new Documentation(
        text(javadoc.getComment()),
        javadoc.getParams().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    parameter -> CommandParameter.snakeCase(parameter.getName()),
                    Documentation::text)),
        text(javadoc.getReturns()));
  }

  /** The first sentence of the description. */
  public String summary() {
    int end = description.indexOf(". ");
    return end < 0 ? description : description.substring(0, end + 1);
  }

  private static String text(ParamJavadoc parameter) {
    return text(parameter.getComment());
  }

  private static String text(Comment comment) {
    return PLAIN
        .format(comment)
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
