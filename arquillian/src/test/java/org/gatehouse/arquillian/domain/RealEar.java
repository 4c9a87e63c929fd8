package org.gatehouse.arquillian.domain;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The real EAR with one more web application, in which the tests run. */
final class RealEar {

  private static final String WAR = "domain-tests.war";

  private RealEar() {}

  static EnterpriseArchive withTests() {
    Path built =
        Path.of(System.getProperty("gatehouse.checkout"), "ear", "target", "gatehouse.ear");
    EnterpriseArchive ear = ShrinkWrap.createFromZipFile(EnterpriseArchive.class, built.toFile());
    WebArchive tests =
        ShrinkWrap.create(WebArchive.class, WAR)
            .addPackage(RealEar.class.getPackage())
            .addAsLibraries(jarOf(Assertions.class), jarOf(net.bytebuddy.ByteBuddy.class))
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    String modules = new String(read(ear), StandardCharsets.UTF_8);
    String module =
        "<module><web><web-uri>%s</web-uri><context-root>/domain-tests</context-root></web></module>"
            .formatted(WAR);
    ear.delete("META-INF/application.xml");
    ear.setApplicationXML(
        new StringAsset(modules.replaceFirst("(?s)(.*)</module>", "$1</module>" + module)));
    return ear.addAsModule(Testable.archiveToTest(tests));
  }

  private static byte[] read(EnterpriseArchive ear) {
    try (var stream = ear.get("META-INF/application.xml").getAsset().openStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static File jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return new File(source.getLocation().getPath());
  }
}
