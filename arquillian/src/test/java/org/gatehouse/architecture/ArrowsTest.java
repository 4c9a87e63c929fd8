package org.gatehouse.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.command.Module;
import org.gatehouse.host.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the rooms, as the README draws them. */
class ArrowsTest {

  private static final Path CHECKOUT = Path.of(System.getProperty("gatehouse.checkout"));

  /** Each room and the rooms it may use. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "persistence", List.of(),
          "host", List.of(),
          "cli", List.of(),
          "ejb", List.of("persistence", "host"),
          "edge", List.of("ejb"),
          "ws", List.of("edge", "ejb"),
          "web", List.of("edge", "ejb"));

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .importLocations(
              ARROWS.keySet().stream()
                  .map(room -> Location.of(CHECKOUT.resolve(room).resolve("target/classes")))
                  .toList());

  private static DescribedPredicate<JavaClass> in(String room) {
    return DescribedPredicate.describe(
        "in room " + room,
        type ->
            type.getSource()
                .filter(source -> source.getUri().toString().contains("/" + room + "/target/"))
                .isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"persistence", "host", "cli", "ejb", "edge", "ws", "web"})
  void aRoomUsesOnlyTheRoomsThatItsArrowsLeadTo(String room) {
    assertThat(ALL.that(in(room))).as("classes of " + room).isNotEmpty();
    for (String other : ARROWS.keySet()) {
      if (!other.equals(room) && !ARROWS.get(room).contains(other)) {
        noClasses().that(in(room)).should().dependOnClassesThat(in(other)).check(ALL);
      }
    }
  }

  @Test
  void theHostSideKnowsNoJakarta() {
    noClasses()
        .that(in("host"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("jakarta.."))
        .check(ALL);
  }

  @Test
  void theDomainNeverSeesAnHttpType() {
    noClasses()
        .that(in("ejb"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "jakarta.servlet..",
                "jakarta.ws..",
                "jakarta.xml.ws..",
                "jakarta.faces..",
                "java.net.http.."))
        .check(ALL);
  }

  @Test
  void theEdgeKnowsServletsAndNoneOfTheGatesFrameworks() {
    noClasses()
        .that(in("edge"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("jakarta.ws..", "jakarta.xml.ws..", "jakarta.faces.."))
        .check(ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge", "ws", "web"})
  void aGateTalksNeitherToTheDatabaseNorToEntities(String room) {
    noClasses()
        .that(in(room))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.sql..", "javax.sql..", "jakarta.persistence.."))
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> enterpriseBeans() {
    return DescribedPredicate.describe(
        "are enterprise beans",
        type ->
            Stream.of(Stateless.class, Stateful.class, Singleton.class, MessageDriven.class)
                .anyMatch(type::isAnnotatedWith));
  }

  @Test
  void noBeanOfCommandsIsAnEnterpriseBean() {
    classes()
        .that()
        .areAnnotatedWith(Module.class)
        .should()
        .beAnnotatedWith(ApplicationScoped.class)
        .check(ALL);
    noClasses().that(enterpriseBeans()).should().beAnnotatedWith(Module.class).check(ALL);
  }

  @Test
  void anEnterpriseBeanBeginsNoTransactionWhereTheContainerHasNone() {
    classes()
        .that(enterpriseBeans())
        .should(new BeginNoTransactionWhereThereIsNone(enterpriseBeans()))
        .check(ALL);
  }

  @Test
  void onlyTheGatekeeperVerifiesAPassword() {
    classes()
        .that(not(in("host")))
        .should(new VerifyOnlyIn(Host.class, Gatekeeper.class))
        .check(ALL);
  }
}
