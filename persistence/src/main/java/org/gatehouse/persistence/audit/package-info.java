/**
 * The tables of the audit, in plain SQL: every sign-in writes here, and entities would cost more
 * than the rows do. What the rows prove is the domain's affair.
 */
package org.gatehouse.persistence.audit;
