package org.gatehouse.host.tool;

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
        .map(NeedsCondition::evaluate)
        .orElseGet(() -> ConditionEvaluationResult.enabled("it needs nothing"));
  }

  private static ConditionEvaluationResult evaluate(Needs needs) {
    if (Tool.find(needs.command()).isEmpty()) {
      return missing(needs.command() + " is missing: apt-get install " + needs.debianPackage());
    }
    boolean allowed =
        switch (needs.rights()) {
          case ANY -> true;
          case CHROOT -> Tool.mayChroot();
          case ROOT -> Tool.isRoot();
        };
    return allowed
        ? ConditionEvaluationResult.enabled("it has what it needs")
        : ConditionEvaluationResult.disabled(needs.command() + " needs root's rights");
  }

  private static ConditionEvaluationResult missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      throw new ExtensionConfigurationException(what);
    }
    return ConditionEvaluationResult.disabled(what);
  }
}
