<?php
// The story of SoapClientContract, told by PHP's SoapClient: php soap-client.php WSDL ADMIN-PASSWORD DOMAIN [CA-FILE]
[, $wsdl, $adminPassword, $domain] = $argv;
$tls = isset($argv[4]) ? ['ssl' => ['cafile' => $argv[4], 'peer_name' => 'localhost']] : [];

function client(array $options): SoapClient
{
    global $wsdl, $tls;
    return new SoapClient($wsdl, $options + [
        'cache_wsdl' => WSDL_CACHE_NONE,
        'trace' => true,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
        'stream_context' => stream_context_create($tls),
    ]);
}

function signedIn(string $name, string $password): SoapClient
{
    return client(['login' => $name, 'password' => $password]);
}

function map(array $entries): array
{
    $items = [];
    foreach ($entries as $key => $value) {
        $items[] = ['key' => $key, 'value' => $value];
    }
    return ['item' => $items];
}

function tell(string $what, mixed $value): void
{
    echo $what, ' ', is_bool($value) ? ($value ? 'true' : 'false') : $value, "\n";
}

$sitePassword = 'Pässwort: mit ☂ <&>';
$userPassword = 'another word';
$admin = signedIn('admin', $adminPassword);
tell('appliance-admin', $admin->common_whoami()->return);
tell('site', $admin->admin_add_site([
    'domain' => $domain,
    'admin' => 'owner',
    'options' => map(['auth.tpasswd' => $sitePassword, 'siteinfo.email' => 'owner@example.org']),
])->return);

$owner = signedIn("owner@$domain", $sitePassword);
tell('owner', $owner->common_whoami()->return);
tell('commands', implode(',', $owner->misc_list_commands(['filter' => 'user:*'])->return->item));
$key = $owner->auth_create_api_key(['comment' => 'made by PHP'])->return;
tell('key', $key);
$byKey = client([]);
$byKey->__setLocation(str_replace('/gatehouse.wsdl', "/soap?authkey=$key", $wsdl));
tell('owner-by-key', $byKey->common_whoami()->return);

tell('user-added', $owner->user_add(['user' => 'guest', 'password' => $userPassword, 'gecos' => 'Güest'])->return);
tell('user', signedIn("guest@$domain", $userPassword)->common_whoami()->return);

$stranger = signedIn("owner@$domain", 'not the password');
try {
    tell('refused', 'no: ' . $stranger->common_whoami()->return);
} catch (SoapFault $fault) {
    tell('refused', $fault->faultcode . ' ' . $fault->faultstring);
    tell('refused-status', explode(' ', $stranger->__getLastResponseHeaders())[1]);
}

tell('deleted', $admin->admin_delete_site(['domain' => $domain])->return);
