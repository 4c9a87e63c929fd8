/** {@code cpcmd}: calls commands of Gatehouse from a shell, here or from afar. */
package org.gatehouse.cli;
