package org.gatehouse.site;

/**
 * A site that is asked for.
 *
 * @param domain in lower-case ASCII form
 * @param admin the user name of its admin
 * @param options what is said of it, its plan too
 * @param plan says what the options do not
 */
record NewSite(String domain, String admin, SiteOptions options, Plan plan) {}
