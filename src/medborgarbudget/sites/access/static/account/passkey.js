// How does a key (fingerprint, face, security key) sign in? The browser is asked for a credential, which the form then sends.
// Forms: data-passkey-form="login" | "get" | "create"; the server's options are in #js_data, or fetched for "login".

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

const packed = (found, response) => ({
  type: found.type,
  id: found.id,
  rawId: text(found.rawId),
  authenticatorAttachment: found.authenticatorAttachment ?? null,
  clientExtensionResults: found.getClientExtensionResults(),
  response,
});

async function create({ publicKey }, alone) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        ...(alone && { userVerification: "required" }),
      },
    },
  });
  return packed(made, {
    attestationObject: text(made.response.attestationObject),
    clientDataJSON: text(made.response.clientDataJSON),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function get({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return packed(found, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const given = () => JSON.parse(document.getElementById("js_data").textContent);

async function credential(form) {
  if (form.dataset.passkeyForm === "create") return create(given().creation_options, form.elements.passwordless?.checked ?? false);
  if (form.dataset.passkeyForm === "get") return get(given().request_options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return get((await answer.json()).request_options);
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
  for (const form of document.querySelectorAll("[data-passkey-form]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-passkey-error]");
      problem.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credential(form));
        HTMLFormElement.prototype.submit.call(form);
      } catch {
        problem.textContent = form.dataset.error;
        problem.hidden = false;
      }
    });
  }
}
