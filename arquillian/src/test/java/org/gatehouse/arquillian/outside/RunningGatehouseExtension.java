package org.gatehouse.arquillian.outside;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Decides for {@link RunningGatehouse}. */
final class RunningGatehouseExtension implements ParameterResolver, TestWatcher {

  private static final Namespace NAMESPACE = Namespace.create(RunningGatehouse.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == GatehouseServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    System.err.println("The server's log when " + context.getDisplayName() + " failed:");
    System.err.println(shared(context).lastLogLines());
  }

  /** The root's store closes it when the whole run is over. */
  private static GatehouseServer shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            GatehouseServer.class,
            key -> {
              GatehouseServer server = GatehouseServer.withGivenSecrets();
              server.start().orFail();
              return server;
            },
            GatehouseServer.class);
  }
}
