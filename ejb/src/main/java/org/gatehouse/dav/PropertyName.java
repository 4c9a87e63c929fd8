package org.gatehouse.dav;

/**
 * What names a property (RFC 4918, section 4).
 *
 * @param namespace the namespace of its XML name; empty for none
 * @param name the local part
 */
public record PropertyName(String namespace, String name) {}
