// The story of SoapClientContract, told by npm's soap:
// node soap-client.js PACKAGE-DIRECTORY WSDL ADMIN-PASSWORD DOMAIN
'use strict';

const [packageDirectory, wsdl, adminPassword, domain] = process.argv.slice(2);
const soap = require(packageDirectory);

/** A client of what the query, headers or password say. */
async function client({ query = '', headers = {}, name, password }) {
  const endpoint = wsdl.replace('/gatehouse.wsdl', '/soap') + query;
  const made = await soap.createClientAsync(wsdl, { handleNilAsNull: true, endpoint });
  if (name !== undefined) {
    made.setSecurity(new soap.BasicAuthSecurity(name, password));
  }
  Object.entries({ ...headers, 'Abort-On': 'error' }).forEach(([header, value]) => made.addHttpHeader(header, value));
  return made;
}

function signedIn(name, password) {
  return client({ name, password });
}

/** Calls with arguments by name. Without any an empty object must be given, or nothing is called. */
async function call(made, operation, given = {}) {
  const [answer] = await made[operation + 'Async'](given);
  return plain(answer.return);
}

/** An object or array as the schema has it; each value in it says its type. */
function literal(value) {
  return Array.isArray(value)
    ? { item: value.map(within) }
    : { item: Object.entries(value).map(([key, one]) => ({ key, value: within(one) })) };
}

function within(value) {
  const typed = (type, content) => ({ attributes: { 'xsi:type': type }, ...content });
  switch (typeof value) {
    case 'boolean':
      return typed('xs:boolean', { $value: value });
    case 'number':
      return typed('xs:long', { $value: value });
    case 'string':
      return typed('xs:string', { $value: value });
    default:
      return typed(Array.isArray(value) ? 'tns:List' : 'tns:Map', literal(value));
  }
}

/** The value that an answer stands for; in maps and lists all content comes as text with its type. */
function plain(value) {
  const type = value?.attributes?.['xsi:type'];
  switch (type) {
    case 'Map':
      return Object.fromEntries((value.item ?? []).map(({ key, value }) => [key, plain(value)]));
    case 'List':
      return (value.item ?? []).map(plain);
    case 'xs:boolean':
      return value.$value === 'true';
    case 'xs:long':
      return parseInt(value.$value, 10);
    case 'xs:double':
      return parseFloat(value.$value);
    case undefined:
      return value;
    default:
      return value.$value ?? '';
  }
}

function tell(what, value, type) {
  let told;
  if (value === null) {
    told = 'null';
  } else if (Array.isArray(value)) {
    told = 'list ' + value.join(',');
  } else if (typeof value === 'object') {
    told = 'map ' + Object.keys(value).join(',');
  } else if (typeof value === 'number') {
    told = type ?? 'integer ' + value;
  } else {
    told = (typeof value === 'string' ? 'text ' : 'boolean ') + value;
  }
  console.log(what, told);
}

async function fault(made, operation, given) {
  try {
    return ['no: ' + (await call(made, operation, given)), 200];
  } catch (error) {
    const { faultcode, faultstring } = error.root.Envelope.Body.Fault;
    return [faultcode + ' ' + faultstring, error.response.status];
  }
}

async function tellStory() {
  const firstPassword = 'Pässwort: mit ☂ <&>';
  const password = 'another Pässwort: ☂ <&>';
  const admin = await signedIn('admin', adminPassword);
  tell('appliance-admin', await call(admin, 'common_whoami'));
  const load = await call(admin, 'common_get_load');
  tell('load', load);
  tell('load-average', load[1], 'number');

  const options = {
    'siteinfo.email': 'owner@example.org',
    'auth,tpasswd': firstPassword,
    users: { enabled: true, max: 5 },
    'ssh.enabled': false,
    'siteinfo.notes': 'Grüße: ☂ <&>',
    'aliases.aliases': ['a.' + domain, 'b.' + domain],
  };
  const site = await call(admin, 'admin_add_site', { domain, admin: 'owner', options: literal(options) });
  tell('site', site);
  tell('exists', (await fault(admin, 'admin_add_site', { domain, admin: 'owner' }))[0]);

  const collected = async () => {
    const params = ['siteinfo', 'users.max', 'ssh.enabled', 'aliases.aliases', 'billing.invoice'];
    const sites = await call(admin, 'admin_collect', {
      params: literal(params),
      query: null,
      sites: literal([domain]),
    });
    return sites['site' + site];
  };
  const told = await collected();
  tell('domain', told.domain);
  tell('active', told.active);
  tell('notes', told.siteinfo.notes);
  tell('most-users', told.users.max);
  tell('shell', told.ssh.enabled);
  tell('aliases', told.aliases.aliases);
  tell('invoice', told.billing.invoice);

  tell('password-changed', await call(admin, 'auth_change_password', { password, user: null, domain }));
  const owner = await signedIn('owner@' + domain, password);
  tell('owner', await call(owner, 'common_whoami'));
  tell('commands', await call(owner, 'misc_list_commands', { filter: 'common:whoami' }));
  const key = await call(owner, 'auth_create_api_key', { comment: 'made by node' });
  tell('key', key);
  tell('owner-by-key', await call(await client({ query: '?authkey=' + key }), 'common_whoami'));
  tell('user-added', await call(owner, 'user_add', { user: 'guest', password: firstPassword, gecos: 'Güest' }));
  tell('user', await call(await signedIn('guest@' + domain, firstPassword), 'common_whoami'));

  tell('suspended', await call(admin, 'admin_deactivate_site', { domain }));
  tell('active-when-suspended', (await collected()).active);
  const [refused, status] = await fault(await signedIn('owner@' + domain, password), 'common_whoami');
  tell('refused', refused);
  tell('refused-status', status);
  tell('activated', await call(admin, 'admin_activate_site', { domain }));

  const session = await call(admin, 'admin_hijack', { site: domain });
  const handed = await client({ headers: { Cookie: 'esprit_id=' + session } });
  tell('hijacked', await call(handed, 'common_whoami'));

  tell('deleted', await call(admin, 'admin_delete_site', { domain }));
}

tellStory().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
