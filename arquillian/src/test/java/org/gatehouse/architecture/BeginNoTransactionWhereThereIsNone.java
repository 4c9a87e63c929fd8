package org.gatehouse.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.Transactional;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What no enterprise bean may do in a method that has no transaction, for no connection would join
 * the one that begins there (ADR 13): call, by whatever way, what is {@link Transactional}. The way
 * is seen through methods and lambdas, but not through an interface to what implements it.
 */
final class BeginNoTransactionWhereThereIsNone extends ArchCondition<JavaClass> {

  private static final Set<TransactionAttributeType> NONE =
      Set.of(
          TransactionAttributeType.NOT_SUPPORTED,
          TransactionAttributeType.NEVER,
          TransactionAttributeType.SUPPORTS);

  private final Predicate<JavaClass> enterpriseBean;

  BeginNoTransactionWhereThereIsNone(Predicate<JavaClass> enterpriseBean) {
    super("begin no transaction in a method that has none");
    this.enterpriseBean = enterpriseBean;
  }

  @Override
  public void check(JavaClass bean, ConditionEvents events) {
    for (JavaMethod method : bean.getMethods()) {
      if (hasNone(method)) {
        toABeginning(method)
            .ifPresent(way -> events.add(SimpleConditionEvent.violated(method, way)));
      }
    }
  }

  private static boolean hasNone(JavaMethod method) {
    return method
        .tryGetAnnotationOfType(TransactionAttribute.class)
        .or(() -> method.getOwner().tryGetAnnotationOfType(TransactionAttribute.class))
        .filter(attribute -> NONE.contains(attribute.value()))
        .isPresent();
  }

  /** The shortest way from a method to where a transaction begins. */
  private Optional<String> toABeginning(JavaMethod from) {
    Map<JavaCodeUnit, String> ways = new HashMap<>(Map.of(from, from.getFullName()));
    Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      JavaCodeUnit here = open.remove();
      for (JavaMethod called : called(here)) {
        String way = ways.get(here) + " -> " + called.getFullName();
        Optional<Transactional> own = called.tryGetAnnotationOfType(Transactional.class);
        if (own.filter(BeginNoTransactionWhereThereIsNone::begins).isPresent()) {
          return Optional.of(way);
        }
        // An enterprise bean has a transaction, or none, of its own.
        boolean ends = own.isPresent() || enterpriseBean.test(called.getOwner());
        if (!ends && ways.putIfAbsent(called, way) == null) {
          open.add(called);
        }
      }
    }
    return Optional.empty();
  }

  private static List<JavaMethod> called(JavaCodeUnit here) {
    return Stream.concat(
            here.getMethodCallsFromSelf().stream(), here.getMethodReferencesFromSelf().stream())
        .flatMap(access -> access.getTarget().resolveMember().stream())
        .map(JavaMethod.class::cast)
        .toList();
  }

  private static boolean begins(Transactional transactional) {
    return transactional.value() != Transactional.TxType.NOT_SUPPORTED
        && transactional.value() != Transactional.TxType.NEVER;
  }
}
