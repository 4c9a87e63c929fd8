/** Sockets of the kernel that the JDK does not have. */
package org.gatehouse.host.socket;
