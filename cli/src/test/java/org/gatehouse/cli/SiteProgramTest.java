package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 5: the programs of sites, with {@code -c service,parameter=value} and a dry run. */
class SiteProgramTest {

  @TempDir private Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** What is typed, and the call that it makes; a single quote stands for JSON's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          AddDomain a.test -c siteinfo,admin_user=joe | add-site ['a.test','joe',{'siteinfo.admin_user':'joe'}]
          AddDomain -c siteinfo,domain=a.test -c siteinfo.admin_user=joe | add-site ['a.test','joe',{'siteinfo.domain':'a.test','siteinfo.admin_user':'joe'}]
          AddDomain --dry-run a.test -c siteinfo,admin_user=joe | preview-add-site ['a.test','joe',{'siteinfo.admin_user':'joe'}]
          EditDomain -c aliases,aliases=[b.test,c.test] -c billing,invoice=null site3 | edit-site ['site3',{'aliases.aliases':['b.test','c.test'],'billing.invoice':null},{}]
          EditDomain a.test --reset | edit-site ['a.test',{},{'reset':true}]
          EditDomain a.test --dry-run --config=auth,tpasswd=a=b | preview-edit-site ['a.test',{'auth.tpasswd':'a=b'},{}]
          DeleteDomain a.test | delete-site ['a.test']
          DeleteDomain --dry-run 3 | preview-delete-site ['3']
          SuspendDomain --reason unpaid a.test | deactivate-site ['a.test',{'reason':'unpaid'}]
          SuspendDomain a.test --dry-run | preview-deactivate-site ['a.test',{}]
          ActivateDomain a.test | activate-site ['a.test']
          ActivateDomain --dry-run -- a.test | preview-activate-site ['a.test']
          """)
  void callsOneCommand(String typed, String call) throws Exception {
    try (SocketFixture server = answering("true")) {
      assertThat(run(typed)).isZero();
      String[] parts = call.split(" ", 2);
      assertThat(server.request())
          .isEqualTo("POST /cli/admin/" + parts[0] + " HTTP/1.1 " + parts[1].replace('\'', '"'));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AddDomain                                    | siteinfo,domain=DOMAIN
          AddDomain a.test                             | siteinfo,admin_user=USER
          AddDomain a.test b.test -c siteinfo,admin_user=joe | once
          EditDomain -c siteinfo,plan=basic            | name one site
          EditDomain a.test                            | what is to change
          EditDomain a.test -c plan=basic              | SERVICE,PARAMETER=VALUE
          EditDomain a.test -c siteinfo,plan           | SERVICE,PARAMETER=VALUE
          EditDomain a.test -c siteinfo,=x             | SERVICE,PARAMETER=VALUE
          EditDomain a.test -c                         | needs a value
          EditDomain a.test -c siteinfo,plan=a -c siteinfo.plan=b | twice
          EditDomain a.test -c siteinfo,plan=[a        | closing bracket
          EditDomain a.test --dryrun -c siteinfo,plan=a | did you mean --dry-run?
          DeleteDomain                                 | name one site
          DeleteDomain a.test b.test                   | name one site
          DeleteDomain a.test -c siteinfo,plan=basic   | no option -c
          SuspendDomain -d a.test                      | no option -d
          get_site                                     | name one site
          """)
  void endsWithTwoAndNamesWhatIsNotUnderstood(String typed, String reason) {
    assertThat(run(typed)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(typed.split(" ")[0] + ": ")
        .contains(reason);
    assertThat(out.size()).isZero();
  }

  @Test
  void printsTheNameOfANewSite() throws Exception {
    try (SocketFixture _ = answering("12")) {
      run("AddDomain a.test -c siteinfo,admin_user=joe");
    }
    assertThat(out).hasToString("site12\n");
  }

  @Test
  void saysNothingOfAChangedSiteUnlessAskedTo() throws Exception {
    try (SocketFixture _ = answering("true")) {
      run("DeleteDomain a.test");
      assertThat(out.size()).isZero();
      run("DeleteDomain -o json a.test");
      assertThat(out).hasToString("true");
    }
  }

  @Test
  void findsASite() throws Exception {
    try (SocketFixture server = answering("{\"site12\":{\"domain\":\"a.test\"}}")) {
      assertThat(run("get_site a.test")).isZero();
      assertThat(run("get_site_id a.test")).isZero();
      assertThat(run("get_site_id -o json a.test")).isZero();
      assertThat(server.request())
          .isEqualTo("POST /cli/admin/collect HTTP/1.1 [[\"siteinfo.plan\"],{},[\"a.test\"]]");
    }
    assertThat(out).hasToString("site12\n12\n12\n");
  }

  @Test
  void endsWithOneWhenThereIsNoSuchSite() throws Exception {
    try (SocketFixture _ = answering("{}")) {
      assertThat(run("get_site a.test")).isEqualTo(1);
    }
    assertThat(out.size()).isZero();
    assertThat(err).hasToString("get_site: there is no such site\n");
  }

  @ParameterizedTest
  @EnumSource(SiteProgram.class)
  void helps(SiteProgram program) {
    assertThat(run(program.calledAs() + " --help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.contains("Exit codes"))
        .allMatch(line -> line.length() <= 80);
  }

  private SocketFixture answering(String json) throws Exception {
    return SocketFixture.answering(data, SocketFixture.answer(200, "application/json", json));
  }

  private int run(String typed) {
    String[] words = typed.split(" ");
    return new Cpcmd(
            words[0],
            Map.of("GATEHOUSE_DATA", data.toString()),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(java.util.Arrays.copyOfRange(words, 1, words.length));
  }
}
