package org.gatehouse.arquillian.outside;

import java.util.Map;

/** The gates that take a password over HTTP, each tried as its clients do. */
enum WayIn {
  SOAP("/soap") {
    @Override
    String[] attempt(String name, String password) {
      return new String[] {
        "--user",
        name + ":" + password,
        "--header",
        "Content-Type: text/xml;charset=UTF-8",
        "--data",
        """
        <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">\
        <S:Body><common_whoami/></S:Body></S:Envelope>"""
      };
    }
  },
  REST("/api/common/whoami") {
    @Override
    String[] attempt(String name, String password) {
      return new String[] {"--user", name + ":" + password, "--json", "{}"};
    }
  },
  SIGN_IN_PAGE(SignInForm.PAGE) {
    @Override
    String[] attempt(String name, String password) {
      return FORM.filled(name, password);
    }
  };

  /** The page as it is served; {@code SignInPageIT} holds that it is. */
  private static final SignInForm FORM =
      new SignInForm(
          SignInForm.PAGE,
          Map.of("signIn", "signIn", "submit", "Sign in", "jakarta.faces.ViewState", "stateless"));

  private final String path;

  WayIn(String path) {
    this.path = path;
  }

  /** curl's options of an attempt. */
  abstract String[] attempt(String name, String password);

  String path() {
    return path;
  }

  /** One attempt of a visitor. */
  Answer attempt(Visitor visitor, String name, String password) {
    return visitor.send(visitor.url(path), attempt(name, password));
  }
}
