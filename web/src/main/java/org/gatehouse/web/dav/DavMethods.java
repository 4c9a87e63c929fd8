package org.gatehouse.web.dav;

import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The methods that RFC 4918 adds to HTTP's own. */
final class DavMethods {

  private DavMethods() {}

  /** PROPFIND. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("PROPFIND")
  @interface Propfind {}

  /** PROPPATCH. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("PROPPATCH")
  @interface Proppatch {}

  /** MKCOL. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("MKCOL")
  @interface Mkcol {}

  /** COPY. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("COPY")
  @interface Copy {}

  /** MOVE. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("MOVE")
  @interface Move {}

  /** LOCK. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("LOCK")
  @interface Lock {}

  /** UNLOCK. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @HttpMethod("UNLOCK")
  @interface Unlock {}
}
