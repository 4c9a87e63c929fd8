<?php
// Calls test_take_all(options) at an endpoint that answers what it was given: php echo.php LOCATION [WSDL]
[, $location] = $argv;
$client = new SoapClient($argv[2] ?? null, [
    'location' => $location, 'uri' => 'urn:apnscp.api.soap', 'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);

$object = new stdClass();
$object->shared = 'one';
$values = [
    'text' => 'Pässwort: mit ☂ <&>"\'', 'white space' => "  a\n\tb ", 'digits' => '007', 'empty text' => '',
    'true' => true, 'false' => false, 'null' => null,
    'int' => -5, 'large int' => 9007199254740993, 'zero' => 0,
    'float' => 1.5, 'small float' => 1.0E-7, 'whole float' => 3.0,
    'list' => [1, 'two', 3.5, false, null], 'list of lists' => [[1, 2], [], ['a']],
    'integer keys' => [1 => 0.25, 5 => 0.5, 15 => null], 'a hole' => [0 => 'a', 2 => 'c'],
    'nested' => ['a' => ['b' => ['c' => [7 => ['d' => null]]]]],
    'service.parameter' => 'a', 'service,parameter' => 'b', 'empty array' => [],
];

$wrong = 0;
foreach ($values as $name => $value) {
    $back = $client->test_take_all([$name => $value]);
    if ($back !== [$name => $value]) {
        $wrong++;
        echo $name, ': ', var_export($back, true), "\n";
    }
}
if ($client->test_take_all($values) !== $values) {
    $wrong++;
    echo "all at once\n";
}
if ($client->test_take_all([$object, $object]) !== [['shared' => 'one'], ['shared' => 'one']]) {
    $wrong++;
    echo "the same object twice\n";
}
foreach ([[], new stdClass()] as $nothing) {
    if ($client->test_take_all($nothing) !== []) {
        $wrong++;
        echo "nothing\n";
    }
}
echo $wrong, " of ", count($values) + 4, " came back as something else\n";
