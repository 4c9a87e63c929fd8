package org.gatehouse.arquillian.domain;

import jakarta.ejb.EJB;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.command.Commands;
import org.gatehouse.session.Sessions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The domain inside the server, from the real EAR. One class, so that the EAR is deployed once; its
 * tests stand in the interfaces. The build runs it on H2 and again on MariaDB.
 */
@ExtendWith(ArquillianExtension.class)
class DomainIT
    implements AnvilTests,
        AuditTests,
        CredentialTests,
        DenialTests,
        GatekeeperTests,
        RestrictionTests,
        SessionTests,
        SiteTests {

  @EJB(lookup = "java:app/ejb/Gatekeeper")
  private Gatekeeper gatekeeper;

  @EJB(lookup = "java:app/ejb/Anvil")
  private Anvil anvil;

  @EJB(lookup = "java:app/ejb/Commands")
  private Commands commands;

  @EJB(lookup = "java:app/ejb/Sessions")
  private Sessions sessions;

  @Deployment
  static EnterpriseArchive realEar() {
    return RealEar.withTests();
  }

  @Override
  public Domain domain() {
    return new Domain(gatekeeper, anvil, commands, sessions);
  }
}
