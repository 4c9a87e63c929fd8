package org.gatehouse.ws;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequest;
import jakarta.xml.ws.BindingType;
import jakarta.xml.ws.Provider;
import jakarta.xml.ws.Service;
import jakarta.xml.ws.ServiceMode;
import jakarta.xml.ws.WebServiceContext;
import jakarta.xml.ws.WebServiceProvider;
import jakarta.xml.ws.handler.MessageContext;
import jakarta.xml.ws.soap.SOAPBinding;
import java.io.StringReader;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Commands;
import org.gatehouse.command.Declaration;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.startup.Readiness;

/**
 * The SOAP gate: every command is the operation {@code module_function}. A call whose element is in
 * the namespace of {@code /gatehouse.wsdl} is document/literal, with arguments by name; every other
 * is rpc/encoded, with arguments in order, as {@code /apnscp.wsdl} and PHP without a WSDL have it.
 * Who calls was admitted at the edge, before the message was read.
 *
 * <p>Its answer leaves by {@link MessageGuard}. What the stack gets in its place is a payload,
 * since for whole messages the stack searches the class path for a codec each time.
 */
@WebServiceProvider(
    serviceName = "Gatehouse",
    portName = "GatehousePort",
    targetNamespace = Envelope.NAMESPACE)
@ServiceMode(Service.Mode.PAYLOAD)
@BindingType(SOAPBinding.SOAP11HTTP_BINDING)
public class SoapEndpoint implements Provider<Source> {

  private static final Logger LOG = Logger.getLogger(SoapEndpoint.class.getName());

  /** What SOAP 1.1, section 6.2, asks of an answer that is a fault. */
  private static final int FAULT_STATUS = 500;

  /** What tells every client to try again later. */
  private static final int AWAY_STATUS = 503;

  @Resource private WebServiceContext context;
  @Inject private Commands commands;

  @Override
  public Source invoke(Source message) {
    MessageContext exchange = context.getMessageContext();
    ServletRequest request = (ServletRequest) exchange.get(MessageContext.SERVLET_REQUEST);
    String answer;
    try {
      answer = call(request);
    } catch (CommandException e) {
      exchange.put(MessageContext.HTTP_RESPONSE_CODE, FAULT_STATUS);
      answer = Envelope.fault(e.kind() == Kind.UNAVAILABLE ? "Server" : "Client", e.getMessage());
    } catch (RuntimeException e) {
      boolean away = Readiness.away(e);
      if (!away) {
        LOG.log(Level.SEVERE, "a SOAP call failed", e);
      }
      exchange.put(MessageContext.HTTP_RESPONSE_CODE, away ? AWAY_STATUS : FAULT_STATUS);
      answer = Envelope.fault("Server", "Gatehouse could not do this now; try again");
    }
    request.setAttribute(MessageGuard.ANSWER, answer);
    return new StreamSource(new StringReader(MessageGuard.EMPTY));
  }

  private String call(ServletRequest request) {
    Call call = (Call) request.getAttribute(MessageGuard.CALL);
    Caller caller =
        CallerAttribute.caller(request)
            .orElseThrow(() -> new IllegalStateException("this call did not pass the edge"));
    String operation = call.element().name();
    int underscore = operation.indexOf('_');
    if (underscore < 1) {
      throw new CommandException(
          Kind.UNKNOWN_COMMAND, "an operation is named module_function, as in the WSDL");
    }
    String module = operation.substring(0, underscore);
    String function = operation.substring(underscore + 1);
    Declaration declaration = commands.require(caller, module, function);
    if (call.element().namespace().equals(Envelope.NAMESPACE)) {
      Object result = commands.call(caller, module, function, Arguments.byName(call, declaration));
      return Envelope.literalAnswer(operation, result, declaration.resultType() != Object.class);
    }
    return Envelope.encodedAnswer(
        operation, commands.call(caller, module, function, Arguments.inOrder(call, declaration)));
  }
}
