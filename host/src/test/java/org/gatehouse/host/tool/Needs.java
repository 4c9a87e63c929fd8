package org.gatehouse.host.tool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs a system's tool. Where the tool is missing the test is skipped with the reason,
 * or, in continuous integration ({@code CI=true}), fails saying what to install.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface Needs {
  /** The command, as found on the path or in {@code /usr/sbin}. */
  String command();

  /** Debian's package that has it. */
  String debianPackage();

  /** The rights that it works with; without them the test is skipped. */
  Rights rights() default Rights.ANY;

  /** Rights that a tool may need. */
  enum Rights {
    /** Anybody's. */
    ANY,
    /** To change its root directory: root's, or those of a user namespace. */
    CHROOT,
    /** Root's. */
    ROOT
  }
}
