package org.gatehouse.arquillian.outside;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs something of the machine. Where it is missing, the test is skipped with the
 * reason; in continuous integration ({@code CI=true}) it fails and says what to install.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
@interface Needs {

  /** Debian's packages, all of them listed in {@code .ci/packages}. */
  String[] value() default {};

  /** Programs in the path, whoever brought them there. */
  String[] programs() default {};

  /** Devices, which not every container has. */
  String[] devices() default {};

  /** Whether it needs root, for network namespaces and the like. */
  boolean root() default false;
}
