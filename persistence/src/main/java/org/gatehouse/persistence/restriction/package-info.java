/** The networks that accounts are restricted to. */
package org.gatehouse.persistence.restriction;
