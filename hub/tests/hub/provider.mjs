// A certified OpenID provider (oidc-provider) on a free port of this machine, with the hub as its client. Whoever comes to its sign-in page is
// who the header X-Login says, without more ado; "nobody" turns back.

import http from "node:http";
import https from "node:https";
import { readFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";

const { jwk, origin, pushed, tls } = JSON.parse(process.env.PROVIDER);
const library = pathToFileURL(`${process.env.PMH_NPM_MODULES}/oidc-provider/lib/index.js`);
const { default: Provider } = await import(library);

const key = (kind, options, more) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  ...more,
});

const client = (id, back, algorithm) => ({
  client_id: id,
  redirect_uris: [origin + back],
  post_logout_redirect_uris: [origin + (back.startsWith("/staff") ? "/staff/" : "/")],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: "private_key_jwt",
  token_endpoint_auth_signing_alg: "ES256",
  id_token_signed_response_alg: algorithm,
  jwks: { keys: [jwk] },
});

const configuration = {
  clients: [client("hub-people", "/sign-in/back", "PS256"), client("hub-staff", "/staff/sign-in/back", "ES256")],
  jwks: {
    keys: [
      key("rsa", { modulusLength: 2048 }, { alg: "PS256", kid: "rsa" }),
      key("ec", { namedCurve: "P-256" }, { alg: "ES256", kid: "ec" }),
    ],
  },
  enabledJWA: { idTokenSigningAlgValues: ["PS256", "ES256"] },
  acrValues: ["aal2", "aal3"],
  pkce: { methods: ["S256"], required: () => true },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: pushed, requirePushedAuthorizationRequests: pushed },
  },
  cookies: { keys: ["of a test"] },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  loadExistingGrant: async (context) => {
    const { client, session, provider } = context.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
};

let provider;
const answer = async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  const [login, acr] = (request.headers["x-login"] ?? "nobody").split(" ");
  const result = login === "nobody" ? { error: "access_denied" } : { login: { accountId: login, acr } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};
const server = tls
  ? https.createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, answer)
  : http.createServer(answer);
server.listen(0, "127.0.0.1", () => {
  const issuer = `${tls ? "https" : "http"}://127.0.0.1:${server.address().port}`;
  provider = new Provider(issuer, configuration);
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit());
