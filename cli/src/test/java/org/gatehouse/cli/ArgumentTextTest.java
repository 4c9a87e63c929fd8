package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 2 and 5: lists {@code [a,b]}, maps {@code [k:v,x:[1,2]]}, quoting and escapes. */
class ArgumentTextTest {

  /**
   * Each argument beside what it means as JSON; a single quote stands for JSON's, a backquote for
   * it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          []                               | []
          [ ]                              | []
          [a]                              | ['a']
          [a,b]                            | ['a','b']
          [a , b c ,d]                     | ['a','b c','d']
          [[a,b],[],[c]]                   | [['a','b'],[],['c']]
          [k:v]                            | {'k':'v'}
          [k:v,x:[1,2]]                    | {'k':'v','x':['1','2']}
          [id:1234,key:[a:[b:c]]]          | {'id':'1234','key':{'a':{'b':'c'}}}
          [auth.tpasswd:s:e c,m.e:a@b.c]   | {'auth.tpasswd':'s:e c','m.e':'a@b.c'}
          [k:,l:]                          | {'k':'','l':''}
          [k: v , l :w]                    | {'k':'v','l':'w'}
          ["a,b",'c]d']                    | ['a,b','c]d']
          ["::1",'k:v']                    | ['::1','k:v']
          ['a b':"c,d"]                    | {'a b':'c,d'}
          ["",'']                          | ['','']
          [k:http://x/]                    | {'k':'http://x/'}
          [a\\,b,\\[c\\]]                  | ['a,b','[c]']
          ["it's",don't]                   | ['it`s','don`t']
          [\\:\\:1]                        | ['::1']
          [null,true,false,nulls]          | [null,true,false,'nulls']
          [a:null, b: true ,c:[false]]     | {'a':null,'b':true,'c':[false]}
          [null:1,true:"false"]            | {'null':'1','true':'false'}
          ["null",'true',\\false,f\\alse]  | ['null','true','false','false']
          """)
  void readsBrackets(String argument, String meaning) {
    String json = meaning.replace('\'', '"').replace('`', '\'');
    String typed = argument.replace("\\\\", "\\");
    assertThat(JsonText.write(ArgumentText.read(typed))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "false"})
  void takesTheseWordsForTheirValues(String word) {
    assertThat(JsonText.write(ArgumentText.read(word))).isEqualTo(word);
  }

  @Test
  void keepsSpacesThatAreQuotedOrEscaped() {
    assertThat(ArgumentText.read("[' a ', b\\ , \"\\\"\\\\\"]"))
        .isEqualTo(
            new Value.Items(
                List.of(new Value.Text(" a "), new Value.Text("b "), new Value.Text("\"\\"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", " [a]", "a[b]", "\\a[", "a\\[b", "\"a\"", "k:v", "Null", "'null'", "12", "pä ss\n"
      })
  void takesTextThatDoesNotBeginWithABracketAsItIs(String argument) {
    assertThat(ArgumentText.read(argument)).isEqualTo(new Value.Text(argument));
  }

  @ParameterizedTest
  @CsvSource({
    "\\[longsecret, [longsecret",
    "\\[a], [a]",
    "\\\\[a, \\[a",
    "\\\\\\[, \\\\[",
    "\\\\a, \\\\a"
  })
  void aBackslashBeforeTheFirstBracketMakesItAText(String argument, String text) {
    assertThat(ArgumentText.read(argument)).isEqualTo(new Value.Text(text));
  }

  @Property
  void everyTextCanBeTyped(@ForAll("beginnings") String text) {
    String typed = text.matches("(?s)\\\\*\\[.*") ? "\\" + text : text;

    assertThat(ArgumentText.read(typed)).isEqualTo(new Value.Text(text));
  }

  @Provide
  Arbitrary<String> beginnings() {
    return Arbitraries.strings().withChars("[]\\a\n'\" ").ofMaxLength(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [        | closing bracket is missing
          [a       | closing bracket is missing
          [a,      | closing bracket is missing
          [k:      | closing bracket is missing
          [a]b     | nothing may follow
          [a]]     | nothing may follow
          [,a]     | a text is missing
          [a,]     | a text is missing
          [:v]     | a text is missing
          [a,k:v]  | quote an item that has a colon
          [[a]:b]  | a comma or ] is missing
          [k:v,a]  | a colon is missing after the name 'a'
          [k:v,k:w]| the name 'k' stands here twice
          [a[b]]   | write \\[
          ["a]     | the closing " is missing
          ["a"b]   | a comma or ] is missing
          [a\\     | a character is missing after the backslash
          """)
  void saysWhatIsWrong(String argument, String reason) {
    String typed = argument.replace("\\\\", "\\");
    assertThatThrownBy(() -> ArgumentText.read(typed))
        .isInstanceOf(ArgumentSyntaxException.class)
        .hasMessageContaining(reason.replace("\\\\", "\\"));
  }

  @Test
  void takesBracketsOnlySoDeep() {
    String deepest = "[".repeat(ArgumentText.DEEPEST) + "]".repeat(ArgumentText.DEEPEST);
    assertThat(ArgumentText.read(deepest)).isInstanceOf(Value.Items.class);
    assertThatThrownBy(() -> ArgumentText.read("[" + deepest + "]"))
        .isInstanceOf(ArgumentSyntaxException.class);
    assertThatThrownBy(() -> ArgumentText.read("[k:".repeat(100_000)))
        .isInstanceOf(ArgumentSyntaxException.class);
  }

  @Test
  void doesNotRepeatAPasswordInAnError() {
    assertThatThrownBy(() -> ArgumentText.read("[auth.tpasswd:geheim"))
        .hasMessageNotContaining("geheim");
  }

  @Property
  void readsOrRefusesWhateverIsTyped(@ForAll("typed") String argument) {
    try {
      assertThat(ArgumentText.read(argument)).isNotNull();
    } catch (ArgumentSyntaxException refused) {
      assertThat(refused).hasMessageContaining("cannot read the argument");
    }
  }

  @Property
  void readsBackWhatIsWrittenWithQuotes(@ForAll("containers") Value value) {
    assertThat(ArgumentText.read(quoted(value))).isEqualTo(value);
  }

  @Property
  void readsBackWhatIsWrittenWithBackslashes(@ForAll("containers") Value value) {
    assertThat(ArgumentText.read(escaped(value))).isEqualTo(value);
  }

  @Provide
  Arbitrary<String> typed() {
    return Arbitraries.strings().withChars("[]:,'\"\\ ak\u0000ä").ofMaxLength(30).map("["::concat);
  }

  @Provide
  Arbitrary<Value> containers() {
    return containers(3);
  }

  private static Arbitrary<Value> containers(int depth) {
    Arbitrary<Value> text = texts(0).map(Value.Text::new);
    Arbitrary<Value> member =
        depth == 0 ? text : Arbitraries.oneOf(text, text, text, containers(depth - 1));
    Arbitrary<Value> items = member.list().ofMaxSize(4).map(Value.Items::new);
    Arbitrary<Value> entries =
        Combinators.combine(texts(1).list().uniqueElements().ofSize(2), member.list().ofSize(2))
            .as(
                (names, members) -> {
                  Map<String, Value> map = new LinkedHashMap<>();
                  map.put(names.get(0), members.get(0));
                  map.put(names.get(1), members.get(1));
                  return new Value.Entries(map);
                });
    return Arbitraries.oneOf(items, entries);
  }

  private static Arbitrary<String> texts(int shortest) {
    return Arbitraries.strings().withChars("ab[]:,'\"\\ \tä€").ofMinLength(shortest).ofMaxLength(6);
  }

  private static String quoted(Value value) {
    return write(value, text -> '"' + text.replaceAll("([\"\\\\])", "\\\\$1") + '"');
  }

  private static String escaped(Value value) {
    return write(value, text -> text.isEmpty() ? "''" : text.replaceAll("(?s)(.)", "\\\\$1"));
  }

  private static String write(Value value, UnaryOperator<String> writing) {
    return switch (value) {
      case Value.Items items ->
          items.items().stream()
              .map(item -> write(item, writing))
              .collect(Collectors.joining(",", "[", "]"));
      case Value.Entries entries ->
          entries.entries().entrySet().stream()
              .map(entry -> writing.apply(entry.getKey()) + ":" + write(entry.getValue(), writing))
              .collect(Collectors.joining(",", "[", "]"));
      case Value.Text text -> writing.apply(text.text());
      case Value.Figure _, Value.Truth _, Value.Nothing _ ->
          throw new IllegalArgumentException("the grammar has texts only");
    };
  }
}
