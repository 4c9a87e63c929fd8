package org.gatehouse.persistence.site;

/**
 * What a sign-in needs to know of a site.
 *
 * @param id its numeric id
 * @param domain its domain
 * @param admin the user name of its admin
 * @param active whether its accounts may sign in
 */
public record SiteState(int id, String domain, String admin, boolean active) {}
