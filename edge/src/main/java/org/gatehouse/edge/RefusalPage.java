package org.gatehouse.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * A refusal as a page. It has its style and its script in itself, since a blocked address gets no
 * other file either, and its policy names them by their hashes (CSP Level 3, section 2.3.1).
 */
final class RefusalPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--text:#1c2430;--faint:#55606f;\
      --accent:#1f5fae}
      @media(prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1b212a;--text:#e6eaf0;\
      --faint:#a3aebd;--accent:#7fb2f0}}
      *{box-sizing:border-box}
      body{margin:0;padding:1rem;background:var(--ground);color:var(--text);\
      font:1rem/1.5 system-ui,sans-serif}
      main{max-width:28rem;margin:12vh auto 0;padding:1.5rem;background:var(--card);\
      border-radius:.75rem;box-shadow:0 1px 3px rgb(0 0 0/20%);overflow-wrap:anywhere}
      h1{margin:0 0 1rem;font-size:1.375rem}
      #left{display:block;font-size:2rem;font-variant-numeric:tabular-nums}
      .name{margin:0 0 1rem;color:var(--faint);font-weight:600}
      main>:last-child{margin-bottom:0}
      a{color:var(--accent)}
      :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
      """;

  /** Counts down; then a page that was only read is asked for again. */
  private static final String SCRIPT =
      """
      const left = document.getElementById('left');
      if (left) {
        const end = Date.now() + 1000 * Number(left.dataset.seconds);
        const show = () => {
          const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
          const two = number => String(number).padStart(2, '0');
          left.textContent = Math.floor(seconds / 60) + ':' + two(seconds % 60);
          if (seconds === 0) {
            clearInterval(timer);
            location.replace(location.href);
          }
        };
        const timer = setInterval(show, 500);
        show();
      }
      """;

  /** What such a page may load and run: itself. */
  static final String POLICY =
      "default-src 'none'; style-src "
          + hash(STYLE)
          + "; script-src "
          + hash(SCRIPT)
          + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** After how many seconds a page asks again at the earliest: who reads it is no program. */
  private static final long SOONEST = 5;

  private RefusalPage() {}

  /**
   * Makes the page.
   *
   * @param status the status that it goes with
   * @param reason one sentence for a person
   * @param retry after how many seconds it is worth to ask again; 0 when that is not known
   */
  static String of(int status, String reason, long retry) {
    String sentence = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s – Gatehouse</title>
        <style>%2$s</style>%5$s</head>
        <body><main><p class="name">Gatehouse</p><h1>%1$s</h1><p id="reason">%3$s.</p>%4$s
        <p><a href="/">Go to the first page</a></p></main>
        <script>%6$s</script></body></html>
        """
        .formatted(
            Answers.title(status),
            STYLE,
            escaped(sentence),
            retry == 0 ? "" : countdown(calm(retry)),
            retry == 0 ? "" : withoutScripts(calm(retry)),
            SCRIPT);
  }

  private static long calm(long retry) {
    return Math.max(SOONEST, retry);
  }

  private static String countdown(long seconds) {
    return "<p>This page tries again in <span id=\"left\" role=\"timer\" data-seconds=\""
        + seconds
        + "\">"
        + seconds
        + " seconds</span></p>";
  }

  private static String withoutScripts(long seconds) {
    return "<noscript><meta http-equiv=\"refresh\" content=\"" + seconds + "\"></noscript>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
