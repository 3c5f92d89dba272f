/* Warns two minutes before a session ends for want of use, and loses no typed word: <aside id="session-end">.
   Whoever types keeps the session alive; what another tab does counts here too. */
"use strict";
const notice = document.getElementById("session-end");
if (notice) {
  const WARNING = 120, KEY = "dondoc:seen";
  const now = () => Date.now() / 1000;
  const shown = (name) => { for (const part of notice.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name; notice.hidden = !name; };
  let idle = Number(notice.dataset.idleSeconds), seen = now(), asking = false, ended = false;

  const note = () => { seen = now(); try { localStorage.setItem(KEY, String(seen)); } catch { /* private window */ } };
  const last = () => { try { return Math.max(seen, Number(localStorage.getItem(KEY)) || 0); } catch { return seen; } };

  async function alive() {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(notice.dataset.alive, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) {
        const { token, seconds } = await answer.json();
        idle = seconds;
        // Whoever signed in again in another tab has a new token: forms on this page are accepted with it.
        for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
        note();
        ended = false;
        shown("");
      } else if (answer.type === "opaqueredirect") {
        ended = true;
        shown("ended");
      }
    } catch { /* no connection: asked again by the clock */ } finally { asking = false; }
  }

  function look() {
    const left = idle - (now() - last());
    if (ended) return;
    if (left <= 0) { ended = true; shown("ended"); } else shown(left <= WARNING ? "soon" : "");
  }
  for (const kind of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(kind, (event) => {
      if (!ended && !notice.contains(event.target) && now() - last() > 60) alive();
    }, { passive: true });
  }
  // A tab that was signed in again elsewhere, or a machine that slept, asks how things stand.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (ended || now() - last() > 60)) (ended ? alive() : look()); });
  window.addEventListener("focus", () => { if (ended) alive(); });
  notice.querySelector("[data-stay]").addEventListener("click", alive);
  note();
  setInterval(look, 5000);
}
