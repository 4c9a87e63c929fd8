// The story of RestClientContract, told by a client of OpenAPI Generator: rest-client URL ADMIN-PASSWORD DOMAIN
import {
  AdminApi,
  AuthApi,
  CommonApi,
  Configuration,
  MiscApi,
  ProblemFromJSON,
  ResponseError,
  type Problem,
} from "./client/index.js";

declare const process: { argv: string[] };

const [url, adminPassword, domain] = process.argv.slice(2);

function tell(what: string, value: unknown): void {
  console.log(`${what} ${value}`);
}

async function tellProblem(what: string, part: (problem: Problem) => unknown, call: () => Promise<unknown>) {
  try {
    tell(what, `no: ${await call()}`);
  } catch (failure) {
    if (!(failure instanceof ResponseError)) {
      throw failure;
    }
    tell(what, `${failure.response.status} ${part(ProblemFromJSON(await failure.response.json()))}`);
  }
}

/** In UTF-8: the client's own Basic takes passwords of Latin-1 alone. */
function withPassword(name: string, password: string): Configuration {
  const pair = String.fromCharCode(...new TextEncoder().encode(`${name}:${password}`));
  return new Configuration({ basePath: url, headers: { Authorization: `Basic ${btoa(pair)}` } });
}

const withKey = (key: string) => new Configuration({ basePath: url, accessToken: key });

/** Who calls by a session of SOAP: a script's fetch is no navigation, so no hand-over to the panel is exchanged by it. */
async function soapCaller(id: string): Promise<string | undefined> {
  const envelope =
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>' +
    '<common_whoami xmlns="urn:gatehouse:api"/></S:Body></S:Envelope>';
  const answer = await fetch(url.replace("/api", "/soap"), {
    method: "POST",
    headers: { "Content-Type": "text/xml;charset=UTF-8", Cookie: `esprit_id=${id}` },
    body: envelope,
  });
  return /<return>([^<]+)</.exec(await answer.text())?.[1];
}

const firstPassword = "P\u00e4sswort: mit \u2602 <&>";
const sitePassword = "another P\u00e4sswort: \u2602 <&>";
const admin = withPassword("admin", adminPassword);
tell("appliance-admin", await new CommonApi(admin).commonWhoami());
const adminAddSiteArguments = {
  domain,
  admin: "owner",
  options: {
    "auth.tpasswd": firstPassword,
    "siteinfo.email": "owner@example.org",
    users: { enabled: true, max: 5 },
  },
};
const site: number = await new AdminApi(admin).adminAddSite({ adminAddSiteArguments });
tell("site", site);
await tellProblem(
  "again",
  (problem) => problem.type,
  () => new AdminApi(admin).adminAddSite({ adminAddSiteArguments }),
);

const collected = async () => {
  const sites = await new AdminApi(admin).adminCollect({
    adminCollectArguments: { params: ["users.max", "billing.invoice"], sites: [domain] },
  });
  return sites[`site${site}`] as { [name: string]: any };
};
const found = await collected();
tell("collected", `${found.domain} ${found.active} ${found.users.max} ${found.billing.invoice}`);
tell(
  "password-changed",
  await new AuthApi(admin).authChangePassword({
    authChangePasswordArguments: { password: sitePassword, domain },
  }),
);

const owner = withPassword(`owner@${domain}`, sitePassword);
tell("owner", await new CommonApi(owner).commonWhoami());
const commands: unknown[] = await new MiscApi(owner).miscListCommands({
  miscListCommandsArguments: { filter: "common:who*" },
});
tell("commands", commands.join(","));
const key: string = await new AuthApi(owner).authCreateApiKey({
  authCreateApiKeyArguments: { comment: "made by TypeScript" },
});
const byKey = withKey(key);
tell("owner-by-key", await new CommonApi(byKey).commonWhoami());
const preview: { [name: string]: unknown } = await new AuthApi(byKey).authPreviewIpRestriction({
  authPreviewIpRestrictionArguments: { ip: "192.0.2.9/24", gate: "DAV" },
});
tell("preview", `${preview.network} [${preview.gates}] ${preview.force === true}`);
await tellProblem(
  "wrong",
  (problem) => problem.detail,
  () => new MiscApi(admin).miscListCommands({ miscListCommandsArguments: { filter: "x".repeat(200) } }),
);

await tellProblem(
  "refused",
  (problem) => problem.detail,
  () => new CommonApi(withKey("no key")).commonWhoami(),
);
tell("suspended", await new AdminApi(admin).adminDeactivateSite({ adminDeactivateSiteArguments: { domain } }));
tell("active-when-suspended", (await collected()).active);
await tellProblem(
  "refused-when-suspended",
  (problem) => problem.detail,
  () => new CommonApi(owner).commonWhoami(),
);
tell("activated", await new AdminApi(admin).adminActivateSite({ adminActivateSiteArguments: { domain } }));

const session = await new AdminApi(admin).adminHijack({ adminHijackArguments: { site: domain, gate: "SOAP" } });
tell("hijacked", await soapCaller(session));
tell("deleted", await new AdminApi(admin).adminDeleteSite({ adminDeleteSiteArguments: { domain } }));
