"""The story of SoapClientContract, told by suds: suds_client.py WSDL ADMIN-PASSWORD DOMAIN"""
import sys

from suds import WebFault
from suds.client import Client
from suds.transport.http import HttpAuthenticated

wsdl, admin_password, domain = sys.argv[1:4]
endpoint = wsdl.replace("/apnscp.wsdl", "/soap")


def client(query="", headers=None, **credential):
    # The transport comes first: it keeps the headers that follow it, and nobody keeps those before.
    return Client(
        wsdl,
        cache=None,
        transport=HttpAuthenticated(**credential),
        location=endpoint + query,
        headers={"Abort-On": "error", **(headers or {})},
    )


def signed_in(name, password):
    return client(username=name, password=password).service


types = client().factory


def encoded(value):
    """A dictionary or list as the object that the WSDL declares for it."""
    if isinstance(value, dict):
        made = types.create("{http://xml.apache.org/xml-soap}Map")
        made.item = [{"key": key, "value": encoded(one)} for key, one in value.items()]
        return made
    if isinstance(value, list):
        made = types.create("{http://schemas.xmlsoap.org/soap/encoding/}Array")
        made.item = [encoded(one) for one in value]
        return made
    return value


def native(value):
    """The dictionary or list that an answer stands for."""
    if isinstance(value, list):
        return [native(one) for one in value]
    if hasattr(value, "item"):
        return {item.key: native(item.value) for item in value.item}
    return value


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
        told = "map " + ",".join(str(key) for key in value)
    elif isinstance(value, list):
        told = "list " + ",".join(value)
    else:
        told = "text " + value
    print(what, told)


first_password = "Pässwort: mit ☂ <&>"
password = "another Pässwort: ☂ <&>"
admin = signed_in("admin", admin_password)
tell("appliance-admin", admin.common_whoami())
load = native(admin.common_get_load())
tell("load", load)
tell("load-average", load[1])

options = {
    "siteinfo.email": "owner@example.org",
    "auth,tpasswd": first_password,
    "users": {"enabled": True, "max": 5},
    "ssh.enabled": False,
    "siteinfo.notes": "Grüße: ☂ <&>",
    "aliases.aliases": ["a." + domain, "b." + domain],
}
site = admin.admin_add_site(domain, "owner", encoded(options))
tell("site", site)
try:
    tell("exists", "no: " + str(admin.admin_add_site(domain, "owner")))
except WebFault as raised:
    tell("exists", raised.fault.faultcode + " " + raised.fault.faultstring)


def collected():
    params = ["siteinfo", "users.max", "ssh.enabled", "aliases.aliases", "billing.invoice"]
    return native(admin.admin_collect(encoded(params), None, encoded([domain])))["site%d" % site]


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
key = owner.auth_create_api_key("made by suds")
tell("key", key)
tell("owner-by-key", client("?authkey=" + key).service.common_whoami())
tell("user-added", owner.user_add("guest", first_password, "Güest"))
tell("user", signed_in("guest@" + domain, first_password).common_whoami())

tell("suspended", admin.admin_deactivate_site(domain))
tell("active-when-suspended", collected()["active"])
try:
    tell("refused", "no: " + signed_in("owner@" + domain, password).common_whoami())
except Exception as raised:
    # Of a 401 suds tells the status alone, in an exception of no type of its own.
    status, reason = raised.args[0]
    tell("refused", reason)
    tell("refused-status", status)
tell("activated", admin.admin_activate_site(domain))

session = admin.admin_hijack(domain)
tell("hijacked", client(headers={"Cookie": "esprit_id=" + session}).service.common_whoami())

tell("deleted", admin.admin_delete_site(domain))
