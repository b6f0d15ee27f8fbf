/* Says once that the page was opened, and once that it was read: shown for a quarter of a minute
   and most of it scrolled past. No cookie, no identifier, no foreign address. */
(() => {
  const { page, to } = document.currentScript.dataset;
  if (!navigator.sendBeacon || navigator.webdriver) return;
  const LONG_ENOUGH = 15, MOST = 0.6;
  const said = new Set();
  let seconds = 0, furthest = 0;

  const say = (kind) => {
    if (said.has(kind)) return;
    said.add(kind);
    navigator.sendBeacon(to, new URLSearchParams({ page, kind }));
  };
  const look = () => {
    const text = document.getElementById("main");
    if (text) furthest = Math.max(furthest, (innerHeight - text.getBoundingClientRect().top) / text.offsetHeight);
  };
  const tick = () => {
    if (document.visibilityState !== "visible") return;
    say("VIEW");
    seconds += 1;
    look();
    if (seconds >= LONG_ENOUGH && furthest >= MOST) { say("READ"); clearInterval(clock); }
  };
  const clock = setInterval(tick, 1000);
})();
