/**
 * The server's ports: to whom they are open, and what TLS shows there. It knows the server's
 * network, Grizzly, which no specification leads to.
 */
package org.gatehouse.listener;
