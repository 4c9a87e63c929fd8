package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.arquillian.echo.EchoApplication;
import org.gatehouse.arquillian.echo.RestEcho;
import org.gatehouse.arquillian.echo.SoapEcho;

/** A Gatehouse whose CPU time is measured: that of the whole process, as the kernel counts it. */
final class MeasuredServer implements AutoCloseable {

  /** A file that the server's own code for static files sends, with nothing of ours before it. */
  static final String BARE_FILE = "/bare/hello.txt";

  /** A page of Faces and of the component library, with nothing of ours before it or in it. */
  static final String BARE_PAGE = "/bare/page.xhtml";

  /** Loaded before Gatehouse, whose being ready then means that it is there too. */
  private static final String BARE_APPLICATION =
      """
      <application context-root="/bare" name="bare" object-type="user"\
       directory-deployed="true" deployment-order="1"\
       location="${com.sun.aas.instanceRootURI}/applications/bare/">\
      <module name="bare">%s</module></application>""";

  /** Without the second the server answers 200 with nothing, and a line in its log. */
  private static final String WEB = "<engine sniffer=\"web\"/><engine sniffer=\"security\"/>";

  private static final String INJECTION = "<engine sniffer=\"weld\"/>";
  private static final String WEB_SERVICES = "<engine sniffer=\"webservices\"/>";

  private static final String COMPLETE_DESCRIPTOR =
      "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\""
          + " metadata-complete=\"true\"/>";

  /** The SOAP endpoint is found by its annotation, and so is the REST application. */
  private static final String DESCRIPTOR = COMPLETE_DESCRIPTOR.replace("true", "false");

  private static final String FACES_DESCRIPTOR =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <context-param>
          <param-name>jakarta.faces.STATE_SAVING_METHOD</param-name>
          <param-value>client</param-value>
        </context-param>
        <context-param>
          <param-name>jakarta.faces.PROJECT_STAGE</param-name>
          <param-value>Production</param-value>
        </context-param>
        <servlet>
          <servlet-name>Faces</servlet-name>
          <servlet-class>jakarta.faces.webapp.FacesServlet</servlet-class>
          <load-on-startup>1</load-on-startup>
        </servlet>
        <servlet-mapping>
          <servlet-name>Faces</servlet-name>
          <url-pattern>*.xhtml</url-pattern>
        </servlet-mapping>
      </web-app>
      """;

  private static final String FACES_PAGE =
      """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml" xmlns:h="jakarta.faces.html"
          xmlns:p="primefaces">
      <h:head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>Bare</title>
      </h:head>
      <h:body>
        <main>
          <h1>Bare</h1>
          <p:messages id="messages"/>
          <h:form id="form">
            <p:outputLabel for="name" value="Account"/>
            <p:inputText id="name" maxlength="300"/>
            <p:outputLabel for="password" value="Password"/>
            <p:password id="password" maxlength="512"/>
            <p:commandButton id="submit" value="Sign in" update="messages"/>
          </h:form>
        </main>
      </h:body>
      </html>
      """;

  private static final List<Class<?>> ECHOES =
      List.of(EchoApplication.class, RestEcho.class, SoapEcho.class);

  private final GatehouseServer server;

  private MeasuredServer(GatehouseServer server) {
    this.server = server;
  }

  /**
   * One on an empty data directory, with the demo site.
   *
   * @param settings what stands in its {@code custom/config.ini}
   */
  static MeasuredServer start(String settings) throws IOException {
    GatehouseServer server = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(server.data().resolve("custom"));
    Files.writeString(custom.resolve("config.ini"), settings);
    server.start().orFail();
    return new MeasuredServer(server);
  }

  /** The same, with {@value #BARE_FILE} beside Gatehouse. */
  static MeasuredServer startWithBareFile(String settings) throws IOException {
    return startBeside(
        settings,
        WEB,
        COMPLETE_DESCRIPTOR,
        bare -> Files.writeString(bare.resolve("hello.txt"), "Hello.\n"));
  }

  /**
   * The same, with the SOAP endpoint {@code /bare/echo} and the REST one {@code /bare/rest/echo}.
   */
  static MeasuredServer startWithEchoes(String settings) throws IOException {
    return startBeside(
        settings,
        WEB + WEB_SERVICES,
        DESCRIPTOR,
        bare -> {
          for (Class<?> type : ECHOES) {
            Path file =
                bare.resolve("WEB-INF/classes", type.getName().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            try (InputStream compiled = type.getResourceAsStream(type.getSimpleName() + ".class")) {
              Files.copy(compiled, file);
            }
          }
        });
  }

  /**
   * The same, with {@value #BARE_PAGE}: a form of two labelled fields, a button and a place for
   * messages, of the components of the very PrimeFaces that is in Gatehouse. It has Faces'
   * production stage and its state in the page, as Gatehouse has, encrypted by Faces itself. It has
   * no bean, no translated text, no template, no policy for scripts with their nonces, no filter,
   * no session and no database.
   */
  static MeasuredServer startWithBarePage(String settings) throws IOException {
    return startBeside(
        settings,
        INJECTION + WEB,
        FACES_DESCRIPTOR,
        bare -> {
          Files.writeString(bare.resolve("page.xhtml"), FACES_PAGE);
          Files.writeString(bare.resolve("WEB-INF/beans.xml"), "");
          Path gatehouse = bare.resolveSibling("gatehouse/web_war/WEB-INF/lib");
          Path libraries = Files.createDirectories(bare.resolve("WEB-INF/lib"));
          try (Stream<Path> jars = Files.list(gatehouse)) {
            Path library =
                jars.filter(jar -> jar.getFileName().toString().startsWith("primefaces-"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(library, libraries.resolve(library.getFileName()));
          }
        });
  }

  /** Puts what an application consists of into its directory. */
  private interface Content {
    void into(Path directory) throws IOException;
  }

  private static MeasuredServer startBeside(
      String settings, String engines, String descriptor, Content content) throws IOException {
    MeasuredServer measured = start(settings);
    measured.server.stop().orFail();
    Path domain = measured.server.data().resolve("server");
    Path information = Files.createDirectories(domain.resolve("applications/bare/WEB-INF"));
    Files.writeString(information.resolve("web.xml"), descriptor);
    content.into(information.getParent());
    Path configuration = domain.resolve("config/domain.xml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replaceFirst(
                "</applications>",
                BARE_APPLICATION.formatted(engines).replace("$", "\\$") + "</applications>")
            .replaceFirst(
                "(<application-ref )",
                "<application-ref ref=\"bare\" virtual-servers=\"server\"/>$1"));
    measured.server.start().orFail();
    return measured;
  }

  /** Gives {@value #BARE_FILE} another content. */
  void writeBareFile(String content) throws IOException {
    Files.writeString(server.data().resolve("server/applications/bare/hello.txt"), content);
  }

  GatehouseServer server() {
    return server;
  }

  /** A client with an address of 127.0.0.0/8. */
  LocalClient client(String address) {
    return new LocalClient(address, server.port());
  }

  /** The CPU time of the server's process so far, in nanoseconds. */
  long cpuTime() throws IOException {
    return ProcessTime.of(server.process());
  }

  /**
   * Work that some clients do side by side.
   *
   * @param sending sends the n-th request, n from 0, and checks its answer
   */
  Duel.Work work(List<LocalClient> clients, SideBySide.Sending sending) {
    return SideBySide.work(this::cpuTime, clients, sending);
  }

  /** Work that sends one request again and again, and expects one status. */
  Duel.Work work(List<LocalClient> clients, byte[] request, int status) {
    return work(clients, (client, n) -> expect(status, client.send(request)));
  }

  /** Fails when an answer has another status, or says 200 and nothing else. */
  static void expect(int status, LocalClient.Reply reply) {
    if (reply.status() != status || status == 200 && reply.body().isEmpty()) {
      throw new IllegalStateException("not " + status + " but:\n" + reply.head() + reply.body());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
