/* Keeps safety cards in the browser, on request of the reader only: the page, its styles and its
   pictures, in a cache of their own. The service worker shows them where there is no network. */
const CARDS = "cards-1";
const able = "serviceWorker" in navigator && "caches" in window;
const here = location.origin + location.pathname;

for (const element of document.querySelectorAll("[data-keep]")) if (able) offer(element);
for (const element of document.querySelectorAll("[data-cards]")) list(element);

async function offer(element) {
  const button = element.querySelector("button");
  const status = element.querySelector("[role=status]");
  const words = element.dataset;
  let isKept = await has(here);

  const show = () => {
    button.querySelector("span").textContent = isKept ? words.remove : words.keep;
    element.classList.toggle("kept", isKept);
  };
  show();
  element.hidden = false;
  // A card opened with a network is brought up to date without a word.
  if (isKept) keep(words.worker).catch(() => {});

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (isKept) await remove(here);
      else await keep(words.worker);
      isKept = !isKept;
      status.textContent = isKept ? words.isKept : words.isRemoved;
    } catch {
      status.textContent = words.failed;
    }
    button.disabled = false;
    show();
  });
}

async function keep(worker) {
  await navigator.serviceWorker.register(worker);
  const page = await fetch(here, { credentials: "same-origin" });
  if (!page.ok || page.redirected) throw new Error("not a page to keep");
  const cache = await caches.open(CARDS);
  // Files first: a page that is there is there with its styles and pictures.
  await Promise.all(filesOf(document).map(async (address) => {
    const file = await fetch(address);
    if (file.ok) await cache.put(address, file);
  }));
  await cache.put(here, page);
  // The page of cards is there before the network may be gone.
  await navigator.serviceWorker.ready;
}

function filesOf(page) {
  const found = [
    ...[...page.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => link.href),
    ...[...page.querySelectorAll("script[src]")].map((script) => script.src),
    ...[...page.images].map((image) => image.currentSrc || image.src),
  ];
  return [...new Set(found)].filter((address) => address.startsWith(`${location.origin}/`));
}

async function has(address) {
  if (!(await caches.has(CARDS))) return false;
  return Boolean(await (await caches.open(CARDS)).match(address, { ignoreVary: true }));
}

async function remove(address) {
  const cache = await caches.open(CARDS);
  await cache.delete(address, { ignoreVary: true });
  // The last card takes the styles and pictures along.
  if ((await cards()).length === 0) await caches.delete(CARDS);
}

async function cards() {
  if (!(await caches.has(CARDS))) return [];
  const cache = await caches.open(CARDS);
  const found = [];
  for (const request of await cache.keys()) {
    const answer = await cache.match(request, { ignoreVary: true });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) continue;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const text = (selector) => page.querySelector(selector)?.textContent.trim() ?? "";
    found.push({
      address: request.url,
      title: text("h1"),
      summary: text(".lede"),
      language: page.documentElement.lang,
      sign: page.querySelector(".article-head .sign")?.className ?? "sign safe",
    });
  }
  return found;
}

async function list(element) {
  const rows = element.querySelector("ul");
  const row = element.querySelector("template").content.firstElementChild;
  const empty = element.querySelector("[data-empty]");
  // Shown in the place of a page that needs the network.
  if (location.pathname !== element.dataset.cards) document.querySelector("[data-no-network]").hidden = false;

  const draw = async () => {
    const found = able ? await cards() : [];
    rows.replaceChildren(...found.map((card) => {
      const item = row.cloneNode(true);
      const link = item.querySelector("a");
      item.querySelector(".sign").className = card.sign;
      link.href = card.address;
      link.textContent = card.title;
      link.lang = card.language;
      item.querySelector("p").textContent = card.summary;
      item.querySelector("p").lang = card.language;
      const button = item.querySelector("button");
      button.setAttribute("aria-label", `${button.textContent}: ${card.title}`);
      button.addEventListener("click", async () => {
        await remove(card.address);
        await draw();
        element.focus();
      });
      return item;
    }));
    rows.hidden = found.length === 0;
    empty.hidden = found.length > 0;
    element.querySelector("[data-unable]").hidden = able;
    if (!able) empty.hidden = true;
  };
  await draw();
}
