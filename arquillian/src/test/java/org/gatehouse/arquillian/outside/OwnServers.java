package org.gatehouse.arquillian.outside;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that starts servers of its own and never comes near the one that others share. One
 * of these at a time runs beside those of {@link RunningGatehouse}, of which one at a time runs
 * too: a server that starts, or that holds an answer back, leaves a processor idle.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("outside")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OwnServers.ONE_CLASS_AT_A_TIME)
@interface OwnServers {

  /** What only one of these classes has; its tests run one after the other. */
  String ONE_CLASS_AT_A_TIME = "servers of its own";
}
