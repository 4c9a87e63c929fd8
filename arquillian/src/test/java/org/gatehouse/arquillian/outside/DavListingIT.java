package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Files in a plain browser. */
@RunningGatehouse
@Needs({"chromium", "chromium-driver", "curl"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DavListingIT {

  private final GatehouseServer gatehouse;
  private DavSite site;
  private DavClient client;
  private Chromium browser;

  DavListingIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() {
    site = new DavSite(gatehouse);
    client = site.guest();
    browser = new Chromium();
  }

  @AfterAll
  void deleteSite() {
    browser.close();
    site.close();
  }

  @AfterEach
  void removeFiles() {
    client.propfind("/", "1").hrefs().stream()
        .filter(href -> !href.equals("/"))
        .forEach(href -> client.send("DELETE", href, ""));
  }

  private void open(String path) {
    browser.open(
        "http://%s:%s@localhost:%d%s"
            .formatted(
                site.guestName().replace("@", "%40"),
                URLEncoder.encode(DavSite.GUESTS_PASSWORD, StandardCharsets.UTF_8)
                    .replace("+", "%20"),
                gatehouse.davPorts().getFirst(),
                path));
  }

  private static By row(String name) {
    return By.cssSelector("tr[data-name='" + name + "']");
  }

  private static By button(String text) {
    return By.xpath("//button[.='" + text + "']");
  }

  @Test
  void filesAreUploadedAndAskedForBeforeOneIsReplaced(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("ü & <b>.txt"), "one");
    open("/");

    browser.element("chooser").sendKeys(file.toString());

    browser.element(row("ü & <b>.txt"));
    assertThat(client.get("/%C3%BC%20%26%20%3Cb%3E.txt").body()).isEqualTo("one");
    Files.writeString(file, "two");
    browser.element("chooser").sendKeys(file.toString());
    browser.element(By.cssSelector("dialog button[value=yes]")).click();
    Until.holds(
        "the file is replaced",
        () -> client.get("/%C3%BC%20%26%20%3Cb%3E.txt").body().equals("two"));
  }

  @Test
  void whatIsDroppedOnThePageIsUploaded() {
    open("/");

    browser.run(
        """
        const dropped = new DataTransfer();
        dropped.items.add(new File(['dropped'], 'dropped.txt'));
        document.body.dispatchEvent(
          new DragEvent('drop', {dataTransfer: dropped, bubbles: true, cancelable: true}));""");

    browser.element(row("dropped.txt"));
    assertThat(client.get("/dropped.txt").body()).isEqualTo("dropped");
  }

  @Test
  void aFolderIsMadeAndAFileRenamedAndDeletedByKeyboard() {
    client.put("/a.txt", "one");
    open("/");

    browser.element(button("New folder")).sendKeys(Keys.ENTER);
    browser.press("folder", Keys.ENTER);
    browser.element(row("folder"));
    browser.first("tr[data-name='a.txt'] button[aria-label^=Rename]").sendKeys(Keys.ENTER);
    browser.press("b.txt", Keys.ENTER);
    browser.element(row("b.txt"));
    assertThat(client.propfind("/", "1").hrefs()).containsExactly("/", "/b.txt", "/folder/");

    browser.first("tr[data-name='b.txt'] button[aria-label^=Delete]").sendKeys(Keys.ENTER);
    browser.press(Keys.ENTER);
    Until.holds(
        "the file is deleted",
        () -> client.propfind("/", "1").hrefs().equals(java.util.List.of("/", "/folder/")));
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    client.put("/a.txt", "one");
    client.lock("/a.txt", "exclusive", "0", "Timeout", "Second-20");
    open("/");

    browser.first("tr[data-name='a.txt'] button[aria-label^=Delete]").click();
    browser.press(Keys.ENTER);

    Until.holds(
        "the refusal is told",
        () -> browser.element("said").getText().equals("Delete a.txt: somebody has locked it."));
    site.asGuest(
        "dav/break-lock",
        "[\""
            + client
                .propfind("/a.txt", "0")
                .body()
                .replaceAll("(?s).*<D:locktoken><D:href>([^<]*)<.*", "$1")
            + "\"]");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void thePageIsForEverybody(int width) throws IOException {
    client.send("MKCOL", "/folder", "");
    client.send("MKCOL", "/folder/deeper", "");
    client.put("/folder/a-file-with-quite-a-long-name-that-goes-on.txt", "x".repeat(5_000));
    client.put("/folder/b.png", "x");
    browser.setWidth(width);

    open("/folder/");

    browser.element(row("b.png"));
    browser.inspect("files", width);
    browser.element(button("New folder")).click();
    browser.inspect("files-new-folder", width);
    open("/folder/deeper/");
    browser.inspect("files-empty", width);
  }

  @Test
  void anUploadedPageChangesNothing() {
    String attack =
        "<script>fetch('/stolen', {method: 'PUT', body: document.cookie});"
            + "document.title='run'</script><img src='/x' onerror=\"document.title='run'\">";
    client.put("/attack.html", attack);
    client.put(
        "/attack.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' onload=\"fetch('/stolen', {method: 'PUT', body: 'x'})\"/>");
    client.put("/attack.txt", attack);
    open("/");

    for (String name : java.util.List.of("attack.html", "attack.svg", "attack.txt")) {
      open("/" + name);
      assertThat(browser.run("return document.title")).as(name).isNotEqualTo("run");
    }
    assertThat(client.get("/stolen").status()).isEqualTo(404);
  }
}
