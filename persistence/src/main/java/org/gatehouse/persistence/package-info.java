/**
 * What Gatehouse keeps in SQL: the data source, the schema and one package of entities per word.
 */
package org.gatehouse.persistence;
