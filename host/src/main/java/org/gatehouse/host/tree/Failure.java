package org.gatehouse.host.tree;

/**
 * One member of a collection that could not be copied, moved or removed with it.
 *
 * @param path where it is, from the root of the tree
 * @param reason why
 */
public record Failure(TreePath path, TreeException.Reason reason) {}
