<?php
// The SOAP side of SameResultIT: php soap-calls.php BASE-URL
// Each line of input is a call as JSON, [name, password, function, arguments]; each line of output {"result": …} or
// {"error": …}, what the call answered.
[, $base] = $argv;
while (($line = fgets(STDIN)) !== false) {
    [$name, $password, $function, $arguments] = json_decode($line, true);
    try {
        $client = new SoapClient(null, [
            'location' => "$base/soap", 'uri' => 'urn:apnscp.api.soap', 'login' => $name, 'password' => $password,
        ]);
        $told = ['result' => $client->__soapCall($function, $arguments)];
    } catch (SoapFault $fault) {
        $told = ['error' => $fault->getMessage()];
    }
    echo json_encode($told, JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";
    flush();
}
