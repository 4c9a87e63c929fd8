package org.gatehouse.web.cli;

import jakarta.ws.rs.Path;
import org.gatehouse.web.rest.RestGate;

/**
 * {@code POST /cli/{module}/{function}}: as the REST gate, but what arrives here is gate CLI; the
 * edge decided that by the path.
 */
@Path("{module}/{function}")
public class CliGate extends RestGate {}
