package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits of API keys as seen from the other end of the wire. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class KeyIT {

  private static final String NOBODYS = "0123456789abcdef".repeat(4);
  private static final Pattern HANDLE = Pattern.compile("\"handle\":\"([0-9a-f]{12})\"");

  /** The gates that take keys. */
  enum Gate {
    SOAP {
      @Override
      Answer show(Visitor visitor, String key) {
        return visitor.send(
            visitor.url("/soap?authkey=" + key),
            "--header",
            "Content-Type: text/xml;charset=UTF-8",
            "--data",
            """
            <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">\
            <S:Body><common_whoami/></S:Body></S:Envelope>""");
      }
    },
    REST {
      @Override
      Answer show(Visitor visitor, String key) {
        return visitor.send(
            visitor.url("/api/common/whoami"),
            "--header",
            "Authorization: Bearer " + key,
            "--json",
            "{}");
      }
    },
    CLI {
      @Override
      Answer show(Visitor visitor, String key) {
        return visitor.send(
            visitor.url("/cli/common/whoami"),
            "--header",
            "Authorization: Bearer " + key,
            "--json",
            "{}");
      }
    };

    abstract Answer show(Visitor visitor, String key);
  }

  private final GatehouseServer gatehouse;
  private final Visitor local;
  private final String owner;
  private final String key;
  private final String handle;

  KeyIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.local = Visitor.onThisMachine(gatehouse);
    String domain = "keys-" + UUID.randomUUID() + ".test";
    this.owner = "owner@" + domain + ":the owner's pass-word";
    rest(
        gatehouse.admin(),
        "admin/add-site",
        "[\"%s\",\"owner\",{\"auth.tpasswd\":\"the owner's pass-word\"}]".formatted(domain));
    this.key = rest(owner, "auth/create-api-key", "[\"a test\"]").text();
    Matcher listed = HANDLE.matcher(rest(owner, "auth/get-api-keys", "[]").body());
    assertThat(listed.find()).isTrue();
    this.handle = listed.group(1);
  }

  private Answer rest(String user, String command, String arguments) {
    Answer answer = local.send(local.url("/api/" + command), "--user", user, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private void limit(String expires, String addresses) {
    rest(
        owner,
        "auth/set-api-key-limits",
        "{\"handle\":\"%s\",\"expires\":\"%s\",\"addresses\":[%s]}"
            .formatted(handle, expires, addresses));
  }

  /** All of an answer but its date. */
  private static Map<String, String> comparable(Answer answer) {
    Map<String, String> comparable = new TreeMap<>();
    answer.headers().forEach((name, values) -> comparable.put(name, values.toString()));
    comparable.remove("date");
    comparable.put("status", Integer.toString(answer.status()));
    comparable.put("body", answer.body());
    return comparable;
  }

  @ParameterizedTest
  @EnumSource
  void anExpiredKeyAndARefusedAddressLookLikeAKeyThatIsNone(Gate gate) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        Visitor expired = Visitor.fromElsewhere(gatehouse);
        Visitor elsewhere = Visitor.fromElsewhere(gatehouse);
        Visitor wrong = Visitor.fromElsewhere(gatehouse)) {
      Answer admitted = gate.show(visitor, key);
      assertThat(admitted.status()).as(admitted.body()).isEqualTo(200);
      Map<String, String> unknown = comparable(gate.show(wrong, NOBODYS));
      assertThat(unknown).containsEntry("status", "401");

      limit("2020-01-01", "");
      assertThat(comparable(gate.show(expired, key))).isEqualTo(unknown);

      limit("", "\"" + visitor.address() + "\"");
      assertThat(comparable(gate.show(elsewhere, key))).isEqualTo(unknown);
      assertThat(gate.show(visitor, key).status()).isEqualTo(200);
    }
  }

  @Test
  void triesOfAnExpiredKeyAreCountedAndItsAddressIsBlockedInTheEnd() throws Exception {
    limit("2020-01-01", "");
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // At once: their answers are held together.
      List<Future<Answer>> tries = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tries.add(threads.submit(() -> Gate.REST.show(visitor, key)));
        tries.add(threads.submit(() -> Gate.SOAP.show(visitor, key)));
      }
      for (Future<Answer> one : tries) {
        assertThat(one.get().status()).isEqualTo(401);
      }
      assertThat(Gate.REST.show(visitor, key).status()).isEqualTo(429);
    }
  }

  @Test
  void itsLastUseIsShownAndTheKeyIsNot() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      Gate.SOAP.show(visitor, key);

      assertThat(rest(owner, "auth/get-api-keys", "[]").body())
          .contains("\"last_address\":\"" + visitor.address() + "\"")
          .contains("\"comment\":\"a test\"")
          .doesNotContain(key);
    }
  }
}
