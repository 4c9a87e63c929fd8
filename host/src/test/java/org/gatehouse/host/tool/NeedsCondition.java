package org.gatehouse.host.tool;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link Needs}. */
final class NeedsCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
        .flatMap(NeedsCondition::missing)
        .map(NeedsCondition::skipOrFail)
        .orElseGet(() -> ConditionEvaluationResult.enabled("it has what it needs"));
  }

  private static Optional<String> missing(Needs needs) {
    if (Tool.find(needs.command()).isEmpty()) {
      return Optional.of(needs.command() + " is missing: apt-get install " + needs.debianPackage());
    }
    if (needs.root() && !System.getProperty("user.name").equals("root")) {
      return Optional.of(needs.command() + " works for root only: run the tests as root");
    }
    return Optional.empty();
  }

  private static ConditionEvaluationResult skipOrFail(String missing) {
    if ("true".equals(System.getenv("CI"))) {
      throw new ExtensionConfigurationException(missing);
    }
    return ConditionEvaluationResult.disabled(missing);
  }
}
