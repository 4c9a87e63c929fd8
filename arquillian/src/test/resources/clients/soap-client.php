<?php
// The story of SoapClientContract, told by PHP's SoapClient:
// php soap-client.php password|key|cookie URL ADMIN-PASSWORD DOMAIN [CA-FILE]
// URL is that of a WSDL, or of the endpoint where there is to be none.
[, $way, $url, $adminPassword, $domain] = $argv;
$tls = isset($argv[5]) ? ['ssl' => ['cafile' => $argv[5], 'peer_name' => 'localhost']] : [];
$literal = str_ends_with($url, '/gatehouse.wsdl');

function client(array $options = [], string $query = ''): SoapClient
{
    global $url, $tls, $domain;
    return new SoapClient(str_ends_with($url, '.wsdl') ? $url : null, $options + [
        'location' => preg_replace('~/[^/]*$~', '/soap', $url) . $query,
        'uri' => 'urn:apnscp.api.soap',
        'user_agent' => "PHP for $domain",
        'cache_wsdl' => WSDL_CACHE_NONE,
        'trace' => true,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
        'stream_context' => stream_context_create($tls + ['http' => ['header' => 'Abort-On: error']]),
    ]);
}

function signedIn(string $name, string $password): SoapClient
{
    return client(['login' => $name, 'password' => $password]);
}

function withCookie(string $id): SoapClient
{
    $client = client();
    $client->__setCookie('esprit_id', $id);
    return $client;
}

/** Calls with arguments by name, or in the order in which they are given. */
function call(SoapClient $client, string $operation, mixed ...$arguments): mixed
{
    global $literal;
    return $literal
        ? native($client->$operation(array_map(literal(...), $arguments))->return)
        : $client->$operation(...array_values($arguments));
}

/** An array as the schema of /gatehouse.wsdl has it; each value says its type. */
function literal(mixed $value, bool $within = false): mixed
{
    if (!is_array($value)) {
        return match (true) {
            $within && is_bool($value) => new SoapVar($value, XSD_BOOLEAN),
            $within && is_int($value) => new SoapVar($value, XSD_LONG),
            default => $value,
        };
    }
    $list = array_is_list($value);
    $items = [];
    foreach ($value as $key => $item) {
        $items[] = $list ? literal($item, true) : ['key' => $key, 'value' => literal($item, true)];
    }
    return $within
        ? new SoapVar(['item' => $items], SOAP_ENC_OBJECT, $list ? 'List' : 'Map', 'urn:gatehouse:api')
        : ['item' => $items];
}

/** The array that such a map or list stands for. */
function native(mixed $value): mixed
{
    if (!$value instanceof stdClass) {
        return $value;
    }
    $native = [];
    foreach ($value->item ?? [] as $item) {
        if ($item instanceof stdClass && property_exists($item, 'key')) {
            $native[$item->key] = native($item->value);
        } else {
            $native[] = native($item);
        }
    }
    return $native;
}

function tell(string $what, mixed $value): void
{
    echo $what, ' ', match (true) {
        is_null($value) => 'null',
        is_bool($value) => 'boolean ' . var_export($value, true),
        is_int($value) => "integer $value",
        is_float($value) => 'number',
        is_array($value) => (array_is_list($value) ? 'list ' : 'map ')
            . implode(',', array_is_list($value) ? $value : array_keys($value)),
        default => "text $value",
    }, "\n";
}

function fault(SoapClient $client, string $operation, mixed ...$arguments): string
{
    try {
        return 'no: ' . var_export(call($client, $operation, ...$arguments), true);
    } catch (SoapFault $fault) {
        return $fault->faultcode . ' ' . $fault->faultstring;
    }
}

$firstPassword = 'Pässwort: mit ☂ <&>';
$password = 'another Pässwort: ☂ <&>';
$admin = signedIn('admin', $adminPassword);
tell('appliance-admin', call($admin, 'common_whoami'));
$byPassword = $admin;
$admin = match ($way) {
    'key' => client([], '?authkey=' . call($admin, 'auth_create_api_key', comment: $domain)),
    'cookie' => withCookie($admin->__getCookies()['esprit_id'][0]),
    default => $admin,
};
tell('admin-by-' . $way, call($admin, 'common_whoami'));
$load = call($admin, 'common_get_load');
tell('load', $load);
tell('load-average', $load[1]);

$site = call($admin, 'admin_add_site', domain: $domain, admin: 'owner', options: [
    'siteinfo.email' => 'owner@example.org',
    'auth,tpasswd' => $firstPassword,
    'users' => ['enabled' => true, 'max' => 5],
    'ssh.enabled' => false,
    'siteinfo.notes' => 'Grüße: ☂ <&>',
    'aliases.aliases' => ["a.$domain", "b.$domain"],
]);
tell('site', $site);
tell('exists', fault($admin, 'admin_add_site', domain: $domain, admin: 'owner'));

function collected(SoapClient $admin, string $site): array
{
    global $domain;
    return call(
        $admin,
        'admin_collect',
        params: ['siteinfo', 'users.max', 'ssh.enabled', 'aliases.aliases', 'billing.invoice'],
        query: null,
        sites: [$domain],
    )[$site];
}

$told = collected($admin, "site$site");
tell('domain', $told['domain']);
tell('active', $told['active']);
tell('notes', $told['siteinfo']['notes']);
tell('most-users', $told['users']['max']);
tell('shell', $told['ssh']['enabled']);
tell('aliases', $told['aliases']['aliases']);
tell('invoice', $told['billing']['invoice']);

tell('password-changed', call($admin, 'auth_change_password', password: $password, user: null, domain: $domain));
$owner = signedIn("owner@$domain", $password);
tell('owner', call($owner, 'common_whoami'));
tell('commands', call($owner, 'misc_list_commands', filter: 'common:whoami'));
$key = call($owner, 'auth_create_api_key', comment: 'made by PHP');
tell('key', $key);
tell('owner-by-key', call(client([], "?authkey=$key"), 'common_whoami'));
tell('user-added', call($owner, 'user_add', user: 'guest', password: $firstPassword, gecos: 'Güest'));
tell('user', call(signedIn("guest@$domain", $firstPassword), 'common_whoami'));

tell('suspended', call($admin, 'admin_deactivate_site', domain: $domain));
tell('active-when-suspended', collected($admin, "site$site")['active']);
$owner = signedIn("owner@$domain", $password);
tell('refused', fault($owner, 'common_whoami'));
tell('refused-status', (int) explode(' ', $owner->__getLastResponseHeaders())[1]);
tell('activated', call($admin, 'admin_activate_site', domain: $domain));

$id = call($admin, 'admin_hijack', site: $domain);
tell('hijacked', call(withCookie($id), 'common_whoami'));

tell('deleted', call($admin, 'admin_delete_site', domain: $domain));
foreach (call($byPassword, 'auth_get_api_keys') as $made) {
    if ($made['comment'] === $domain) {
        call($byPassword, 'auth_delete_api_key', handle: $made['handle']);
    }
}
