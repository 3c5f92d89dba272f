/* What the pages do more quickly with a script; every page works without it. No outside host, no eval. */
"use strict";
const words = () => document.getElementById("words")?.dataset || {};
const clock = () => new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit", hour12: false });

/* ---- Autosave: <form data-autosave="address">, status in <output data-saved> ------------------------------ */
const STORE = "dondoc:unsaved:";

/* What was sent and arrived is forgotten; what met an error, the sign-in page or a dead line is unsent again. */
function settle() {
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const failed = back || document.querySelector(".errand, .gate");
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(STORE))) {
    const kept = JSON.parse(sessionStorage.getItem(key));
    if (kept.sent && failed) sessionStorage.setItem(key, JSON.stringify({ values: kept.values, sent: false }));
    else if (kept.sent) sessionStorage.removeItem(key);
  }
}

function autosave(form) {
  const key = `${STORE}${document.body.dataset.user}:${location.pathname}#${form.id}`;
  const status = form.querySelector("[data-saved]");
  let timer = 0, sending = false, version = 0;

  const say = (state, text) => { if (status) Object.assign(status, { textContent: text }).dataset.state = state; };
  const typed = () => [...form.elements].filter((e) => e.name && !["hidden", "file", "password", "submit"].includes(e.type));
  const keep = (sent) => {
    const values = typed().filter((e) => !["checkbox", "radio"].includes(e.type) || e.checked).flatMap((e) => [...(e.selectedOptions || [e])].map((o) => [e.name, o.value]));
    sessionStorage.setItem(key, JSON.stringify({ values, sent }));
  };

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    for (const e of typed()) {
      const values = kept.values.filter(([name]) => name === e.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(e.type)) e.checked = values.includes(e.value);
      else if (e.options) for (const o of e.options) o.selected = values.includes(o.value);
      else if (values.length) e.value = values[0];
    }
    say("restored", words().restored);
    later(0);
  }

  async function save() {
    if (sending) { later(500); return; }
    const started = version;
    sending = true;
    say("saving", words().saving);
    try {
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "manual" });
      if (answer.ok) {
        if (started === version) sessionStorage.removeItem(key);
        say("saved", `${words().savedAt} ${clock()}`);
      } else if (answer.type === "opaqueredirect" || answer.status === 401) {
        say("failed", words().signedout);
      } else {
        say("failed", (answer.status < 500 && answer.headers.get("Content-Type")?.startsWith("text/plain") && await answer.text()) || words().failed);
        if (answer.status >= 500) later(15000);
      }
    } catch {
      say("failed", words().failed);
      later(15000);
    } finally { sending = false; }
  }
  function later(wait) { clearTimeout(timer); timer = setTimeout(save, wait); }
  function changed(event) { if (event.target.type !== "file") { version += 1; keep(false); later(1200); } }
  document.addEventListener("input", (event) => { if (event.target.form === form) changed(event); });  // some stand outside it
  form.addEventListener("submit", () => { clearTimeout(timer); keep(true); });
  window.addEventListener("online", () => { if (sessionStorage.getItem(key)) later(0); });
  restore();
}

/* ---- Keyboard: / to search, j and k through the rows, Escape closes menus ---------------------------------- */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog, [contenteditable]");
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("[data-closes][open]")) { menu.open = false; menu.firstElementChild.focus(); }
    const panel = document.querySelector(".side-panel:not(:empty)");
    if (panel && !typing) closePanel(panel);
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.getElementById("search") || document.querySelector("[type=search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("[data-rows] tbody tr")].map((row) => row.querySelector("a, button")).filter(Boolean);
    const row = document.activeElement.closest("[data-rows] tbody tr");
    const here = row ? links.findIndex((link) => row.contains(link)) : -1;
    const next = links[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
    if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
});

/* ---- Clicks: close panels (the list stays) and menus, ask before [data-confirm] ------------------------------ */
let opener = null;
function closePanel(panel) { panel.replaceChildren(); opener?.focus(); }
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-closes][open]")) if (!menu.contains(event.target)) menu.open = false;
  const closer = event.target.closest("[data-close-panel]");
  if (closer) { event.preventDefault(); closePanel(closer.closest(".side-panel")); return; }
  opener = event.target.closest("[hx-target='#panel']") || opener;
  const button = event.target.closest("button[data-confirm]");
  const dialog = document.getElementById("confirm");
  if (!button || !dialog || !button.form.checkValidity()) return;
  event.preventDefault();
  event.stopPropagation();
  document.getElementById("confirm-text").textContent = button.dataset.confirm;
  document.getElementById("confirm-yes").textContent = button.textContent.trim();
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") button.form.requestSubmit(button); }, { once: true });
  dialog.showModal();
}, true);

/* ---- Busy: a button that was pressed is not pressed twice; after a second it says that work goes on ---------- */
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (form.method !== "post" || !button || "download" in form.dataset) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { if (form.dataset.sent && words().busy) { button.setAttribute("aria-busy", "true"); button.dataset.text = button.textContent; button.textContent = words().busy; } }, 1000);
  setTimeout(rested, 15000);
});
function rested() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) { button.removeAttribute("aria-busy"); button.textContent = button.dataset.text; }
}
window.addEventListener("pageshow", rested);
document.addEventListener("htmx:afterRequest", rested);

/* ---- Review: the field in hand lights its place in the source; from doubt to doubt ---------------------------- */
document.addEventListener("focusin", (event) => {
  const rank = doubts().findIndex((doubt) => doubt.dataset.doubt === event.target.id);
  if (rank >= 0) stand(rank);
  const place = event.target.closest("[data-where]");
  if (!place) return;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  place.classList.add("lit");
  const lines = [...document.querySelectorAll(`[data-line="${CSS.escape(place.dataset.where)}"]`)];
  for (const line of lines) line.classList.add("lit");
  const pane = lines[0]?.closest(".source");
  if (!pane) return;
  const at = lines[0].getBoundingClientRect(), around = pane.getBoundingClientRect();
  pane.scrollTop += at.top - around.top - pane.clientHeight / 3;
  if (at.left < around.left || at.right > around.right) pane.scrollLeft += at.left - around.left - 24;
});

let doubtAt = -1;
const doubts = () => [...document.querySelectorAll("[data-doubt]")];
function stand(rank) {
  doubtAt = rank;
  for (const shown of document.querySelectorAll("[data-doubt-rank]")) shown.textContent = `${rank + 1}/`;
}
/* Into the field that the doubt is about, or to the doubt itself where it is about none. */
function goToDoubt(step) {
  const all = doubts();
  if (!all.length) return;
  stand(doubtAt < 0 && step < 0 ? all.length - 1 : (doubtAt + step + all.length) % all.length);
  const target = document.getElementById(all[doubtAt].dataset.doubt);
  const fold = target.closest("details");
  if (fold) fold.open = true;
  if (!target.matches("input, select, textarea")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  (target.closest(".field") || target).scrollIntoView({ block: "center" });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-doubt-step]");
  if (button) { event.preventDefault(); goToDoubt(Number(button.dataset.doubtStep)); }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog");
  const letter = !typing && !event.ctrlKey && !event.metaKey && !event.altKey && { n: 1, p: -1 }[event.key];
  const step = event.key === "F8" ? (event.shiftKey ? -1 : 1) : letter;
  if (step && doubts().length) { event.preventDefault(); goToDoubt(step); }
});
for (const needsScript of document.querySelectorAll(".doubt-bar [hidden]")) needsScript.hidden = false;

/* ---- Sliders: <input type="range" data-slides="id of a number">; each moves the other, the number alone is sent -- */
const numberIn = (id) => Number(document.getElementById(id).value.replaceAll(".", "").replace(",", ".")) || 0;
function follow(slider) {
  if (slider.dataset.within) slider.max = numberIn(slider.dataset.within);
  slider.hidden = !(Number(slider.max) > 0);
  slider.value = numberIn(slider.dataset.slides);
  slider.setAttribute("aria-valuetext", document.getElementById(slider.dataset.slides).value);
}
const followAll = () => document.querySelectorAll("[data-slides]").forEach(follow);
document.addEventListener("input", (event) => {
  const number = document.getElementById(event.target.dataset.slides);
  if (number) number.value = Number(event.target.value).toLocaleString("vi", { maximumFractionDigits: 4 });
  followAll();
}, true);
window.addEventListener("pageshow", followAll);

function start(root) { for (const form of root.querySelectorAll("form[data-autosave]")) if (!form.dataset.watched) { form.dataset.watched = "1"; autosave(form); } }
settle();
start(document);
document.addEventListener("htmx:load", (event) => start(event.target.parentNode || document));
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "panel") event.target.focus(); });
