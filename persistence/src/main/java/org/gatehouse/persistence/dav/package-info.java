/** What of the DAV gate is kept in SQL: locks, and what accounts may do there. */
package org.gatehouse.persistence.dav;
