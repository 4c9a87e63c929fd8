/**
 * Backup and restore of one Gatehouse. The two programs run beside the server, or without one, as
 * whoever may read the data directory; the server only writes the snapshot of the database that it
 * alone can read. docs/backup.md has the format, and ADR 0023 says why it is consistent.
 */
package org.gatehouse.recovery;
