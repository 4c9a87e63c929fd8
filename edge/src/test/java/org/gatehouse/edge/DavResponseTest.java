package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of an answer that its client did not take. */
class DavResponseTest {

  private final List<Object> errors = new ArrayList<>();
  private boolean gone;

  private final DavResponse response =
      new DavResponse(
          FakeRequest.with(null).asRequest(),
          (HttpServletResponse)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {HttpServletResponse.class},
                  (_, method, arguments) ->
                      switch (method.getName()) {
                        case "getOutputStream" -> new Stream();
                        case "sendError" -> {
                          errors.add(arguments[0]);
                          yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                      }));

  private final class Stream extends ServletOutputStream {

    @Override
    public void write(int one) throws IOException {
      if (gone) {
        throw new IOException("broken pipe");
      }
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void anErrorIsAnsweredToWhoTookWhatWasWritten() throws IOException {
    response.getOutputStream().write(1);
    response.sendError(500);
    response.sendError(503, "later");

    assertThat(response.failed()).isFalse();
    assertThat(errors).containsExactly(500, 503);
  }

  @Test
  void noneIsToWhoIsGone() throws IOException {
    gone = true;

    assertThatThrownBy(() -> response.getOutputStream().write(1)).isInstanceOf(IOException.class);
    response.sendError(500);
    response.sendError(500, "gone");

    assertThat(response.failed()).isTrue();
    assertThat(errors).isEmpty();
  }
}
