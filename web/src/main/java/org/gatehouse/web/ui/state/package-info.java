/**
 * What a page of the panel keeps between two requests: in the browser, sealed, since no server
 * keeps anything for it.
 */
package org.gatehouse.web.ui.state;
