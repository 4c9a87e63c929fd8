package org.gatehouse.host.tree;

/**
 * The file system that a tree is on.
 *
 * @param available bytes that may still be written there by who is not root
 */
public record Space(long available) {}
