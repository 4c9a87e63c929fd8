/**
 * What stands before every gate: the client's address, the anvil, the credential in a request's
 * head, held answers, limits and headers. It knows servlets, but none of the gates' frameworks.
 */
package org.gatehouse.edge;
