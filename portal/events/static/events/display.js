// The venue's screen. The server says what to show and for how many milliseconds; no clock of
// this machine is believed. When the server does not answer, the code goes blank in time.
const POLL = 5000;
const byId = (id) => document.getElementById(id);
const stateUrl = document.body.dataset.stateUrl;
let state = JSON.parse(byId("state").textContent);
let shownSince = performance.now();
let answered = true;

function left() {
  return state.path ? state.expires_in_ms - (performance.now() - shownSince) : 0;
}

function show() {
  const alive = left() > 0;
  byId("qr").toggleAttribute("hidden", !alive);
  byId("offline").hidden = alive || answered;
  byId("blank").hidden = alive || !answered || !state.closed;
  byId("blank").textContent = state.closed || "";
  document.querySelector(".ring").toggleAttribute("hidden", !alive);
  document.querySelector(".typed").hidden = !alive;
  if (alive) {
    byId("arc").setAttribute("stroke-dasharray", `${(100 * left()) / state.step_ms} 100`);
    byId("seconds").textContent = Math.ceil(left() / 1000);
  }
}

function take(next) {
  state = next;
  byId("present").textContent = state.present;
  const registered = byId("registered");
  if (registered) registered.textContent = state.registered;
  if (state.over) for (const list of document.querySelectorAll("[data-for]")) list.hidden = true;
  if (!state.path) return;
  const qr = byId("qr");
  qr.setAttribute("viewBox", `0 0 ${state.side} ${state.side}`);
  qr.firstElementChild.setAttribute("d", state.path);
  byId("typed").textContent = state.typed;
  for (const list of document.querySelectorAll("[data-for]")) {
    list.hidden = list.dataset.for !== state.kind;
  }
}

async function ask() {
  const asked = performance.now();
  try {
    const response = await fetch(stateUrl, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (response.status === 404) {
      state = {};
      answered = true;
      show();
      byId("revoked").hidden = false;
      return;
    }
    take(await response.json());
    shownSince = asked; // the answer was on its way for a while: rather too short than too long
    answered = true;
  } catch {
    answered = false;
  }
  show();
  // Ask again a moment after the code has changed, or in five seconds, whichever is sooner.
  const soon = left() > 0 ? left() + 60 : POLL;
  setTimeout(ask, answered ? Math.min(POLL, soon) : 1000);
}

show();
setInterval(show, 250);
setTimeout(ask, Math.min(POLL, left() > 0 ? left() + 60 : POLL));
