// Shows the commands of openapi.json and calls them, with the panel's session or with a key that is kept here alone.
const byId = (id) => document.getElementById(id);

/** An element with properties, and with texts and elements in it; never markup. */
function element(name, properties = {}, ...content) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

/** The token of the panel's page, which a call with its session shows; null when nobody is signed in. */
async function csrfToken() {
  const page = await fetch("../", { redirect: "manual", headers: { Accept: "text/html" } });
  if (!page.ok) {
    return null;
  }
  const panel = new DOMParser().parseFromString(await page.text(), "text/html");
  return panel.querySelector('meta[name="csrf-token"]')?.content ?? null;
}

/** Sends a call; throws an Error that says to the person why it was not sent. */
async function send(path, values, by) {
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(values),
  };
  if (by === "key") {
    const key = byId("key").value.trim();
    if (!key) {
      throw new Error("Paste an API key first, or sign in at the panel.");
    }
    // A browser that may send cookies asks for a password by itself when the key is wrong.
    request.credentials = "omit";
    request.headers.Authorization = `Bearer ${key}`;
  } else {
    const token = await csrfToken();
    if (!token) {
      throw new Error("You are not signed in: sign in at the panel, or paste an API key.");
    }
    request.headers["X-CSRF-Token"] = token;
  }
  // The page's own address, not the document's: one server may have several names.
  return fetch(`.${path}`, request);
}

const chosenCaller = () => new FormData(byId("caller")).get("by");

async function showWhoIsSignedIn() {
  try {
    const answer = await send("/common/whoami", {}, "session");
    byId("session").textContent = answer.ok
      ? `Signed in as ${await answer.json()}.`
      : "Nobody is signed in.";
  } catch {
    byId("session").textContent = "Nobody is signed in.";
    byId("caller").by.value = "key";
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const isJson = (schema) => schema.type === "array" || schema.type === "object";

/** The control for an argument. */
function control(id, schema, required) {
  if (schema.type === "boolean") {
    const choices = [element("option", { value: "true" }, "true"), element("option", { value: "false" }, "false")];
    if (!required) {
      choices.unshift(element("option", { value: "" }, `left out: ${schema.default}`));
    }
    return element("select", { id }, ...choices);
  }
  if (isJson(schema)) {
    return element("textarea", { id, required, spellcheck: false, placeholder: schema.type === "array" ? "[]" : "{}" });
  }
  if (schema.type === "integer") {
    return element("input", { id, required, type: "number", step: 1 });
  }
  return element("input", {
    id,
    required,
    type: schema.format === "password" ? "password" : "text",
    autocomplete: "off",
    spellcheck: false,
  });
}

function hint(schema) {
  const parts = [schema.description ?? ""];
  if (isJson(schema)) {
    parts.push(schema.type === "array" ? "a list, as JSON" : "a map, as JSON");
  }
  if (schema.type === undefined) {
    parts.push("JSON, or else a text");
  }
  if (schema.default !== undefined && schema.type !== "boolean" && JSON.stringify(schema.default).length > 2) {
    parts.push(`left out: ${schema.default}`);
  }
  return parts.filter(Boolean).join("; ");
}

/** What a person typed where any simple value may stand: 7 is a number, and "7" a text as 7a is. */
function jsonOrText(typed) {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

/** An argument's field: what a form shows, and how its value is read. */
function field(operation, name, schema, required) {
  const id = `${operation.operationId}-${name}`;
  const input = control(id, schema, required);
  input.setAttribute("aria-describedby", `${id}-hint`);
  return {
    name,
    nodes: [
      element("label", { htmlFor: id }, name, element("span", { className: "needed" }, required ? " (required)" : "")),
      input,
      element("p", { id: `${id}-hint`, className: "hint" }, hint(schema)),
    ],
    /** Its value, undefined when it is left out. */
    read() {
      input.setCustomValidity("");
      if (input.value === "") {
        return undefined;
      }
      if (schema.type === "boolean") {
        return input.value === "true";
      }
      if (schema.type === "integer") {
        return Number(input.value);
      }
      if (schema.type === undefined) {
        return jsonOrText(input.value);
      }
      if (!isJson(schema)) {
        return input.value;
      }
      try {
        return JSON.parse(input.value);
      } catch {
        input.setCustomValidity("This is not JSON.");
        return undefined;
      }
    },
  };
}

function argumentsOf(api, operation) {
  const reference = operation.requestBody?.content["application/json"].schema.$ref;
  const schema = reference ? api.components.schemas[reference.split("/").pop()] : {};
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    field(operation, name, property, (schema.required ?? []).includes(name)),
  );
}

function tryIt(api, path, operation) {
  const fields = argumentsOf(api, operation);
  const status = element("p", { role: "status" });
  const body = element("pre", { tabIndex: 0, hidden: true });
  body.setAttribute("aria-label", `What ${path} answered`);
  body.setAttribute("role", "region");
  const button = element("input", { type: "submit", value: `Call ${path}` });
  const form = element(
    "form",
    { noValidate: true, autocomplete: "off" },
    ...fields.flatMap((argument) => argument.nodes),
    button,
    element("div", { className: "answer" }, status, body),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(
      fields.map((argument) => [argument.name, argument.read()]).filter(([, value]) => value !== undefined),
    );
    if (!form.reportValidity()) {
      return;
    }
    button.disabled = true;
    body.hidden = true;
    status.textContent = "Calling …";
    try {
      const answer = await send(path, values, chosenCaller());
      body.textContent = pretty(await answer.text());
      body.hidden = false;
      status.textContent = answer.ok ? `Done (${answer.status}).` : `Refused (${answer.status}).`;
    } catch (failure) {
      status.textContent = failure instanceof TypeError ? "The server did not answer." : failure.message;
    } finally {
      button.disabled = false;
    }
  });
  return form;
}

function command(api, path, operation) {
  const name = path.slice(1).replace("/", ":");
  const details = element(
    "details",
    { id: operation.operationId },
    element("summary", {}, element("code", {}, name), " ", element("span", { className: "about" }, operation.summary)),
  );
  details.dataset.words = `${name} ${operation.operationId} ${operation.description}`.toLowerCase();
  // Made when it is first looked at: all forms at once would be thousands of elements.
  details.addEventListener(
    "toggle",
    () =>
      details.append(
        ...(operation.description === operation.summary ? [] : [element("p", {}, operation.description)]),
        element("p", {}, element("code", {}, `POST ${new URL(`.${path}`, location.href).pathname}`)),
        element("p", {}, `Answers: ${operation.responses[200].description}`),
        tryIt(api, path, operation),
      ),
    { once: true },
  );
  return details;
}

function show(api) {
  for (const { name } of api.tags) {
    const commands = Object.entries(api.paths)
      .filter(([, { post }]) => post.tags.includes(name))
      .map(([path, { post }]) => command(api, path, post));
    const heading = element("h2", { id: `module-${name}` }, name);
    const section = element("section", {}, heading, ...commands);
    section.setAttribute("aria-labelledby", heading.id);
    byId("modules").append(section);
  }
}

/** Shows the commands that have every word that is looked for. */
function find() {
  const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const section of byId("modules").children) {
    let here = 0;
    for (const details of section.querySelectorAll("details")) {
      details.hidden = !words.every((word) => details.dataset.words.includes(word));
      here += details.hidden ? 0 : 1;
    }
    section.hidden = here === 0;
    found += here;
  }
  byId("found").textContent = found === 1 ? "1 command" : `${found} commands`;
}

byId("caller").addEventListener("submit", (event) => event.preventDefault());
byId("search").addEventListener("submit", (event) => event.preventDefault());
byId("filter").addEventListener("input", find);
byId("key").addEventListener("input", () => (byId("caller").by.value = "key"));

showWhoIsSignedIn();
try {
  show(await (await fetch("openapi.json")).json());
  find();
  // An address may name a command.
  const named = byId(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
} catch {
  byId("found").textContent = "The commands could not be loaded: load the page again.";
}
