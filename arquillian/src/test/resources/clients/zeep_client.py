"""The story of SoapClientContract, told by zeep: zeep_client.py WSDL ADMIN-PASSWORD DOMAIN"""
import sys

import requests
import zeep
from requests.auth import HTTPBasicAuth
from zeep import xsd
from zeep.transports import Transport

wsdl, admin_password, domain = sys.argv[1:4]
statuses = []


def client(query="", **of_session):
    session = requests.Session()
    session.headers["Abort-On"] = "error"
    session.hooks["response"].append(lambda answer, *_, **__: statuses.append(answer.status_code))
    for name, value in of_session.items():
        setattr(session, name, value)
    made = zeep.Client(wsdl, transport=Transport(session=session))
    binding = next(iter(made.wsdl.bindings))
    return made.create_service(binding, wsdl.replace("/gatehouse.wsdl", "/soap" + query))


def signed_in(name, password):
    return client(auth=HTTPBasicAuth(name.encode(), password.encode()))


types = zeep.Client(wsdl).type_factory("urn:gatehouse:api")


def literal(value):
    """A dictionary or list as the schema has it; each value in it says its type."""
    if isinstance(value, dict):
        return types.Map(item=[{"key": key, "value": within(one)} for key, one in value.items()])
    return types.List(item=[within(one) for one in value])


def within(value):
    if isinstance(value, bool):
        return xsd.AnyObject(xsd.Boolean(), value)
    if isinstance(value, int):
        return xsd.AnyObject(xsd.Long(), value)
    if isinstance(value, str):
        return xsd.AnyObject(xsd.String(), value)
    made = literal(value)
    return xsd.AnyObject(made._xsd_type, made)


def native(value):
    """The dictionary or list that a map or list stands for."""
    items = getattr(value, "item", value)
    if not isinstance(items, list):
        return value
    if items and hasattr(items[0], "key"):
        return {item.key: native(item.value) for item in items}
    return [native(item) for item in items]


def tell(what, value):
    if value is None:
        told = "null"
    elif isinstance(value, bool):
        told = "boolean " + str(value).lower()
    elif isinstance(value, int):
        told = "integer " + str(value)
    elif isinstance(value, float):
        told = "number"
    elif isinstance(value, dict):
        told = "map " + ",".join(value)
    elif isinstance(value, list):
        told = "list " + ",".join(value)
    else:
        told = "text " + value
    print(what, told)


def fault(function, *arguments):
    try:
        return "no: " + str(function(*arguments))
    except zeep.exceptions.Fault as raised:
        return raised.code + " " + raised.message


first_password = "Pässwort: mit ☂ <&>"
password = "another Pässwort: ☂ <&>"
admin = signed_in("admin", admin_password)
tell("appliance-admin", admin.common_whoami())
load = native(admin.common_get_load())
tell("load", load)
tell("load-average", load["1"])

options = {
    "siteinfo.email": "owner@example.org",
    "auth,tpasswd": first_password,
    "users": {"enabled": True, "max": 5},
    "ssh.enabled": False,
    "siteinfo.notes": "Grüße: ☂ <&>",
    "aliases.aliases": ["a." + domain, "b." + domain],
}
site = admin.admin_add_site(domain, "owner", literal(options))
tell("site", site)
tell("exists", fault(admin.admin_add_site, domain, "owner"))


def collected():
    params = ["siteinfo", "users.max", "ssh.enabled", "aliases.aliases", "billing.invoice"]
    return native(admin.admin_collect(literal(params), None, literal([domain])))["site%d" % site]


told = collected()
tell("domain", told["domain"])
tell("active", told["active"])
tell("notes", told["siteinfo"]["notes"])
tell("most-users", told["users"]["max"])
tell("shell", told["ssh"]["enabled"])
tell("aliases", told["aliases"]["aliases"])
tell("invoice", told["billing"]["invoice"])

tell("password-changed", admin.auth_change_password(password, None, domain))
owner = signed_in("owner@" + domain, password)
tell("owner", owner.common_whoami())
tell("commands", native(owner.misc_list_commands("common:whoami")))
key = owner.auth_create_api_key(comment="made by zeep")
tell("key", key)
tell("owner-by-key", client("?authkey=" + key).common_whoami())
tell("user-added", owner.user_add("guest", first_password, "Güest"))
tell("user", signed_in("guest@" + domain, first_password).common_whoami())

tell("suspended", admin.admin_deactivate_site(domain))
tell("active-when-suspended", collected()["active"])
tell("refused", fault(signed_in("owner@" + domain, password).common_whoami))
tell("refused-status", statuses[-1])
tell("activated", admin.admin_activate_site(domain))

session = admin.admin_hijack(domain)
tell("hijacked", client(cookies=requests.cookies.cookiejar_from_dict({"esprit_id": session})).common_whoami())

tell("deleted", admin.admin_delete_site(domain))
