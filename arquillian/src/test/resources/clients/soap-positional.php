<?php
// The story of PhpPositionalIT: php soap-positional.php BASE-URL ADMIN-PASSWORD DOMAIN [WSDL]
// Each line is a word and what came back, as JSON: 1 is not 1.0, and neither is "1".
[, $base, $adminPassword, $domain] = $argv;
$wsdl = $argv[4] ?? null;

function client(array $options, string $query = ''): SoapClient
{
    global $base, $wsdl;
    return new SoapClient($wsdl === null ? null : $base . $wsdl, $options + [
        'location' => "$base/soap$query", 'uri' => 'urn:apnscp.api.soap', 'cache_wsdl' => WSDL_CACHE_NONE, 'trace' => true,
        'stream_context' => stream_context_create(['http' => ['header' => 'Abort-On: error']]),
    ]);
}

function signedIn(string $name, string $password): SoapClient
{
    return client(['login' => $name, 'password' => $password]);
}

function byCookie(string $id): SoapClient
{
    $client = client([]);
    $client->__setCookie('esprit_id', $id);
    return $client;
}

function tell(string $what, mixed $value): void
{
    echo $what, ' ', json_encode($value, JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES), "\n";
}

function fault(string $what, SoapClient $client, callable $call): void
{
    try {
        tell($what, ['answered' => $call($client)]);
    } catch (SoapFault $fault) {
        tell($what, $fault->getMessage());
        tell("$what-status", (int) explode(' ', $client->__getLastResponseHeaders())[1]);
    }
}

$password = 'Pässwort: mit ☂ <&>';
$admin = signedIn('admin', $adminPassword);
tell('admin', $admin->common_whoami());
tell('site', $admin->admin_add_site($domain, 'owner', ['auth.tpasswd' => $password, 'siteinfo.email' => 'owner@example.org']));

$owner = signedIn("owner@$domain", $password);
tell('owner', $owner->common_whoami());
tell('list', $owner->misc_list_commands('user:add'));
tell('nothing', $owner->auth_get_ip_restrictions());
tell('left-out', count($owner->auth_get_login_history()));
tell('nulls', count($owner->auth_get_login_history(null)));
tell('list-of-maps', $owner->auth_get_login_history(1)[0]['gate']);
$preview = $owner->auth_preview_ip_restriction('192.0.2.0/24', 'UI');
tell('map', [$preview['network'], $preview['caller'], $preview['sessions'][0]['gate']]);
tell('boolean', $owner->auth_is_inactive());

tell('service', $owner->common_get_service_value('siteinfo', 'domain', 'none'));
tell('fallbacks', array_map(
    fn($default) => $owner->common_get_service_value('users', 'max', $default),
    ['none', '', '7', 7, 1.5, true, false, null],
));
tell('no-fallback', $owner->common_get_service_value('users', 'max'));
fault('no-simple-fallback', $owner, fn($client) => $client->common_get_service_value('users', 'max', [1]));

$key = $owner->auth_create_api_key('2024');
tell('by-key', client([], "?authkey=$key")->common_whoami());
tell('comment', client([], "?authkey=$key")->auth_get_api_keys()[0]['comment']);
tell('by-cookie', byCookie($owner->__getCookies()['esprit_id'][0])->common_whoami());
$hijacked = $admin->admin_hijack($domain, null, 'SOAP');
tell('hijacked', byCookie($hijacked)->common_whoami());

tell('user', $owner->user_add('guest', 'a good password'));
tell('user-nulls', $owner->user_add('guest2', 'a good password', null, null));
fault('missing', $owner, fn($client) => $client->user_add('guest3'));
fault('surplus', $owner, fn($client) => $client->common_whoami(1, 2));
fault('wrong-type', $owner, fn($client) => $client->auth_get_login_history(['a' => [1 => 2]]));
fault('exists', $admin, fn($client) => $client->admin_add_site($domain, 'owner'));
fault('wrong-password', signedIn("owner@$domain", 'not the password'), fn($client) => $client->common_whoami());
fault('wrong-key', client([], '?authkey=' . strrev($key)), fn($client) => $client->common_whoami());
fault('no-credential', client([]), fn($client) => $client->common_whoami());

tell('suspended', $admin->admin_deactivate_site($domain));
fault('owner-suspended', signedIn("owner@$domain", $password), fn($client) => $client->common_whoami());
tell('activated', $admin->admin_activate_site($domain));
tell('owner-again', signedIn("owner@$domain", $password)->common_whoami());
tell('deleted', $admin->admin_delete_site($domain));
