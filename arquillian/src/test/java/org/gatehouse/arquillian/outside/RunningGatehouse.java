package org.gatehouse.arquillian.outside;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a running Gatehouse: all of them share one, which the first starts and
 * the end of the run stops. It comes as a {@link GatehouseServer} parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("outside")
@ExtendWith(RunningGatehouseExtension.class)
@interface RunningGatehouse {}
