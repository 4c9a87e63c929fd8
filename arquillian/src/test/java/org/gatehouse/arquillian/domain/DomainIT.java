package org.gatehouse.arquillian.domain;

import jakarta.enterprise.inject.spi.CDI;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.command.Commands;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.SessionEnds;
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
        CommandTests,
        CredentialTests,
        DavTests,
        DenialTests,
        EventTests,
        GatekeeperTests,
        KeyTests,
        RestrictionTests,
        RoleTests,
        SecretTests,
        SessionTests,
        SiteDeletionTests,
        SiteListTests,
        SiteOptionTests,
        SitePreviewTests,
        SiteTests,
        UserTests {

  @Deployment
  static EnterpriseArchive realEar() {
    return RealEar.withTests();
  }

  @Override
  public Domain domain() {
    return new Domain(
        part(Gatekeeper.class),
        part(Anvil.class),
        part(Commands.class),
        part(Sessions.class),
        part(SessionEnds.class),
        part(HandOvers.class));
  }

  private static <T> T part(Class<T> type) {
    return CDI.current().select(type).get();
  }
}
