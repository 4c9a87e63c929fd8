package org.gatehouse.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;

/** The one place that may ask the host side whether a password is right. */
final class VerifyOnlyIn extends ArchCondition<JavaClass> {

  /** What tells whether a password is right, or says so by what it does. */
  private static final Set<String> VERIFYING = Set.of("verify", "remembers", "renew");

  private final Class<?> verifier;
  private final Class<?> place;

  VerifyOnlyIn(Class<?> verifier, Class<?> place) {
    super("verify a password only in " + place.getSimpleName());
    this.verifier = verifier;
    this.place = place;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Set<JavaCodeUnitAccess<?>> uses = new HashSet<>(type.getMethodCallsFromSelf());
    uses.addAll(type.getMethodReferencesFromSelf());
    for (JavaCodeUnitAccess<?> call : uses) {
      boolean verifies =
          call.getTargetOwner().isAssignableTo(verifier) && VERIFYING.contains(call.getName());
      if (verifies && !isPlace(type)) {
        events.add(SimpleConditionEvent.violated(call, call.getDescription()));
      }
    }
  }

  private boolean isPlace(JavaClass type) {
    return type.isEquivalentTo(place) || type.getEnclosingClass().filter(this::isPlace).isPresent();
  }
}
