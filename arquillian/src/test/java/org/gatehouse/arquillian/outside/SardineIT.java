package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.sardine.DavResource;
import com.github.sardine.Sardine;
import com.github.sardine.SardineFactory;
import com.github.sardine.impl.SardineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sardine, the client of Java programs. */
@RunningGatehouse
@Needs("curl")
class SardineIT {

  private static final QName COLOUR = new QName("urn:example", "colour", "e");

  private final DavAccount account;
  private Sardine sardine;

  SardineIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  @BeforeEach
  void begin() {
    sardine = SardineFactory.begin(account.name(), account.password());
    sardine.enablePreemptiveAuthentication("localhost", account.port(), -1);
  }

  @AfterEach
  void shutdown() throws IOException {
    sardine.shutdown();
  }

  private void put(String path, String content) throws IOException {
    sardine.put(account.url(path), content.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  private String get(String path) throws IOException {
    try (InputStream content = sardine.get(account.url(path))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void filesAndCollectionsAreMadeListedMovedCopiedAndDeleted() throws IOException {
    sardine.createDirectory(account.url("/tree/"));
    put("/tree/one", "1");
    sardine.copy(account.url("/tree/one"), account.url("/tree/two"));
    sardine.move(account.url("/tree/"), account.url("/moved/"));
    sardine.delete(account.url("/moved/one"));

    List<DavResource> listed = sardine.list(account.url("/moved/"));

    assertThat(listed).extracting(DavResource::getPath).containsExactly("/moved/", "/moved/two");
    assertThat(listed.getFirst().isDirectory()).isTrue();
    assertThat(listed.getLast().getContentLength()).isOne();
    assertThat(listed.getLast().getEtag()).startsWith("\"");
    assertThat(get("/moved/two")).isEqualTo("1");
    assertThat(sardine.exists(account.url("/tree/"))).isFalse();
  }

  @Test
  void propertiesOfOnesOwnAreKept() throws IOException {
    put("/painted", "x");

    sardine.patch(account.url("/painted"), Map.of(COLOUR, "blue & <green>"));

    assertThat(sardine.propfind(account.url("/painted"), 0, Set.of(COLOUR)))
        .singleElement()
        .satisfies(
            found -> assertThat(found.getCustomPropsNS()).containsEntry(COLOUR, "blue & <green>"));
  }

  @Test
  void aLockKeepsOthersOutUntilItIsGivenBack() throws IOException {
    put("/locked", "old");

    String token = sardine.lock(account.url("/locked"));

    assertThatThrownBy(() -> put("/locked", "new"))
        .isInstanceOf(SardineException.class)
        .extracting("statusCode")
        .isEqualTo(423);
    sardine.refreshLock(account.url("/locked"), token, "/locked");
    sardine.unlock(account.url("/locked"), token);
    put("/locked", "new");
    assertThat(get("/locked")).isEqualTo("new");
  }

  @Test
  void theSpaceLeftIsTold() throws IOException {
    assertThat(sardine.getQuota(account.url("/")).getQuotaAvailableBytes()).isPositive();
  }
}
