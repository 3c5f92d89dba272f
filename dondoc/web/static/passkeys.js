/* Forms that a passkey answers: <form data-passkey="add|ask|enter">, with a hidden field `credential`.
   The options come from the page (#passkey-options) or, to sign in without a name, from the form's own address. */
"use strict";
const spoken = (form, key) => { const says = form.querySelector("[data-says]"); if (says) { says.textContent = says.dataset[key] || ""; says.hidden = !key; } };

async function answered(form) {
  const written = document.getElementById("passkey-options");
  if (form.dataset.passkey === "enter") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    return webauthnJSON.get((await answer.json()).request_options);
  }
  const options = JSON.parse(written.textContent);
  if (form.dataset.passkey === "ask") return webauthnJSON.get(options.request_options);
  const wanted = options.creation_options, chosen = wanted.publicKey.authenticatorSelection;
  const alone = form.elements.passwordless?.checked || false;
  Object.assign(chosen, { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone });
  if (alone) chosen.userVerification = "required";
  return webauthnJSON.create(wanted);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const able = window.webauthnJSON?.supported();
  form.hidden = !able && form.dataset.passkey !== "add";
  if (!able) { spoken(form, "unable"); continue; }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();  // pressing again must stay possible
    spoken(form, "");
    try {
      form.elements.credential.value = JSON.stringify(await answered(form));
    } catch {
      spoken(form, "failed");
      return;
    }
    form.submit();
  });
}
