package org.gatehouse.anvil;

import java.util.Random;

class AnvilInSqlTest extends AnvilContract {

  private static final H2 DATABASE = new H2();

  @Override
  AnvilFixture fresh() {
    DATABASE.clear();
    return new AnvilFixture(
        (audit, limits) ->
            new SqlLedger(
                DATABASE.source(), DATABASE.database(), audit, new Random(), () -> limits));
  }
}
