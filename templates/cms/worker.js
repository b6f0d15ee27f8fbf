/* Shows kept safety cards where there is no network. Keeps nothing by itself: the page of cards
   when it is installed, and cards only when a reader asks for it (cards.js). */
const { version, pages, files, closed } = {{ settings }};
const CARDS = "cards-1";
const SHELL = `shell-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (closed.some((start) => url.pathname.startsWith(start))) return;
  if (request.mode === "navigate") {
    event.respondWith(openPage(event, url));
  } else if (["style", "script", "image"].includes(request.destination)) {
    event.respondWith(openFile(request));
  }
});

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...Object.values(pages), ...files].map((address) => new Request(address, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function openPage(event, url) {
  const address = url.origin + url.pathname;
  try {
    const answer = await fetch(event.request);
    // Taken down: what no longer holds is not kept either.
    if (answer.status === 404 || answer.status === 410) event.waitUntil(forget(address));
    return answer;
  } catch (error) {
    return (await kept(address)) ?? (await kept(shellOf(url))) ?? Promise.reject(error);
  }
}

async function openFile(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await kept(request.url)) ?? Promise.reject(error);
  }
}

function kept(address) {
  return caches.match(address, { ignoreVary: true });
}

async function forget(address) {
  if (await caches.has(CARDS)) await (await caches.open(CARDS)).delete(address, { ignoreVary: true });
}

function shellOf(url) {
  const english = pages.en.replace(/cards\/$/, "");
  return new URL(url.pathname.startsWith(english) ? pages.en : pages["zh-hans"], url).href;
}
