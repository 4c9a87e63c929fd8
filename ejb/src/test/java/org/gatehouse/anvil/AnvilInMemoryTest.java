package org.gatehouse.anvil;

class AnvilInMemoryTest extends AnvilContract {

  @Override
  AnvilFixture fresh() {
    return new AnvilFixture(InMemoryLedger::new);
  }
}
