"""The story of SoapClientContract, told by zeep: soap_client.py WSDL ADMIN-PASSWORD DOMAIN [CA-FILE]"""
import sys

import requests
import zeep
from requests.auth import HTTPBasicAuth
from zeep.transports import Transport

wsdl, admin_password, domain = sys.argv[1:4]
statuses = []


def client(auth=None):
    session = requests.Session()
    session.auth = auth
    session.verify = sys.argv[4] if len(sys.argv) > 4 else True
    session.hooks["response"].append(lambda answer, *_, **__: statuses.append(answer.status_code))
    return zeep.Client(wsdl, transport=Transport(session=session))


def signed_in(name, password):
    return client(HTTPBasicAuth(name.encode(), password.encode())).service


def entries(values):
    return {"item": [{"key": key, "value": value} for key, value in values.items()]}


def tell(what, value):
    print(what, str(value).lower() if isinstance(value, bool) else value)


site_password = "Pässwort: mit ☂ <&>"
user_password = "another word"
admin = signed_in("admin", admin_password)
tell("appliance-admin", admin.common_whoami())
options = entries({"auth.tpasswd": site_password, "siteinfo.email": "owner@example.org"})
tell("site", admin.admin_add_site(domain, "owner", options))

owner = signed_in("owner@" + domain, site_password)
tell("owner", owner.common_whoami())
tell("commands", ",".join(owner.misc_list_commands("user:*")))
key = owner.auth_create_api_key(comment="made by zeep")
tell("key", key)
by_key = client()
location = wsdl.replace("/gatehouse.wsdl", "/soap?authkey=" + key)
binding = next(iter(by_key.wsdl.bindings))
tell("owner-by-key", by_key.create_service(binding, location).common_whoami())

tell("user-added", owner.user_add("guest", user_password, "Güest"))
tell("user", signed_in("guest@" + domain, user_password).common_whoami())

stranger = signed_in("owner@" + domain, "not the password")
try:
    tell("refused", "no: " + stranger.common_whoami())
except zeep.exceptions.Fault as fault:
    tell("refused", fault.code + " " + fault.message)
    tell("refused-status", statuses[-1])

tell("deleted", admin.admin_delete_site(domain))
