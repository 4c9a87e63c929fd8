package org.gatehouse.arquillian.outside;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link Needs}. */
final class NeedsCondition implements ExecutionCondition {

  private static final Path DPKG_QUERY = Path.of("/usr/bin/dpkg-query");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
        .map(NeedsCondition::evaluate)
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs nothing"));
  }

  private static ConditionEvaluationResult evaluate(Needs needs) {
    List<String> missing = Arrays.stream(needs.value()).filter(name -> !installed(name)).toList();
    if (!missing.isEmpty()) {
      return missing("apt-get install " + String.join(" ", missing));
    }
    List<String> unfound = Arrays.stream(needs.programs()).filter(name -> !inPath(name)).toList();
    if (!unfound.isEmpty()) {
      return missing("these programs must be in the path: " + String.join(", ", unfound));
    }
    List<String> absent =
        Arrays.stream(needs.devices()).filter(name -> !Files.exists(Path.of(name))).toList();
    if (!absent.isEmpty()) {
      return missing("this machine must have " + String.join(", ", absent));
    }
    if (needs.root() && !System.getProperty("user.name").equals("root")) {
      return missing("run this as root: it makes network namespaces");
    }
    return ConditionEvaluationResult.enabled("has what it needs");
  }

  private static boolean installed(String debianPackage) {
    if (!Files.isExecutable(DPKG_QUERY)) {
      return false;
    }
    Program.Ended status =
        Program.run(
            Map.of(),
            List.of(
                DPKG_QUERY.toString(),
                "--show",
                "--showformat=${db:Status-Status}",
                "--",
                debianPackage));
    return status.output().equals("installed");
  }

  private static boolean inPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static ConditionEvaluationResult missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      throw new ExtensionConfigurationException(what);
    }
    return ConditionEvaluationResult.disabled(what);
  }
}
