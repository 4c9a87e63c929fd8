/**
 * The tables as text files, read in one transaction and written back into an empty database, so
 * that what one kind of database held can be put into another.
 */
package org.gatehouse.persistence.recovery;
