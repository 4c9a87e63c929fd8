/** Tests from outside: real clients against the server that {@code ./gatehouse start} starts. */
package org.gatehouse.arquillian.outside;
