// The search page. Pagefind finds; this asks it and shows what it says. Texts that others wrote are set as text, never as HTML.
"use strict";
(() => {
  const PAGE = 20;  // results shown at once; each costs a request for a file of about half a kilobyte
  const at = (id) => document.getElementById(id);
  const form = at("search"), cards = at("cards"), more = at("more");
  const boxes = { q: at("q"), topic: at("topic"), order: at("order") };
  const language = document.documentElement.lang;
  const day = { day: "numeric", month: "short", year: "numeric" }, clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
  const moment = new Intl.DateTimeFormat(language, { ...day, ...clock });
  let engine, turn = 0, waiting = [];

  function show(state, count = 0) {
    at("results").hidden = state === "idle" || state === "failed";
    at("failed").hidden = state !== "failed";
    at("busy").hidden = state !== "busy";
    at("count").hidden = state !== "found";
    at("none").hidden = state !== "found" || count > 0;
    at("count").querySelector("b").textContent = count;
    if (state !== "found") more.hidden = true;
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Pagefind numbers the words of a record: first come those of the headline, then those of the excerpt, then the publisher's.
  function marked(text, first, hits) {
    return text.split(" ").flatMap((word, place) => {
      const shown = hits.has(first + place) ? element("mark", {}, word) : word;
      return place ? [" ", shown] : [shown];
    });
  }

  function card({ raw_url, raw_content, content, locations, meta }) {
    const hits = new Set(raw_content.includes("\u200b") ? [] : locations);  // where words are not parted by blanks, numbers mean others
    const { title, publisher, at: told, language: own } = meta;
    const before = title ? title.split(" ").length : 0;
    const excerpt = content.split(" ").slice(before, -publisher.split(" ").length).join(" ");
    const text = { dir: "auto", lang: own };
    const link = element("a", { href: raw_url, ...text }, ...(title ? marked(title, 0, hits) : [publisher]));
    const time = element("time", { datetime: told }, `${moment.format(new Date(told))} UTC`);
    const parts = [
      element("h3", { class: "hl" }, link),
      element("p", { class: "byline" }, element("span", { class: "pub" }, element("bdi", {}, publisher)), " ", time),
    ];
    if (excerpt) parts.push(element("p", { class: "excerpt", ...text }, ...marked(excerpt, before, hits)));
    return element("li", { class: "card nopic norank" }, element("article", {}, ...parts));
  }

  async function next(mine) {
    const asked = waiting.splice(0, PAGE);  // before it waits: who asks twice gets the next ones, not the same again
    const page = await Promise.all(asked.map((result) => result.data()));
    if (mine !== turn) return null;
    const made = page.map(card);
    cards.append(...made);
    more.hidden = !waiting.length;
    return made[0];
  }

  async function run() {
    const mine = ++turn;
    const words = boxes.q.value.trim(), topic = boxes.topic.value, newest = boxes.order.value === "newest" || !words;
    cards.replaceChildren();
    if (!words && !topic) return show("idle");
    show("busy");
    try {
      engine ??= import(new URL("pagefind/pagefind.js", document.baseURI));
      const options = { filters: topic ? { topic } : {}, sort: newest ? { date: "desc" } : {} };
      const { results } = await (await engine).search(words || null, options);
      if (mine !== turn) return;
      waiting = [...results];
      await next(mine);
      if (mine === turn) show("found", results.length);
    } catch {
      if (mine === turn) show("failed");
    }
  }

  function read() {
    const asked = new URLSearchParams(location.search);
    for (const [name, box] of Object.entries(boxes)) box.value = asked.get(name) ?? "";
    for (const box of [boxes.topic, boxes.order]) if (box.selectedIndex < 0) box.value = "";
    return run();
  }

  function ask() {
    const asked = new URLSearchParams(Object.entries(boxes).map(([name, box]) => [name, box.value.trim()]).filter(([, value]) => value));
    const address = `${location.pathname}${asked.size ? `?${asked}` : ""}`;
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    return run();
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  boxes.topic.addEventListener("change", ask);
  boxes.order.addEventListener("change", ask);
  window.addEventListener("popstate", read);
  more.querySelector("button").addEventListener("click", async () => {
    const first = await next(turn).catch(() => show("failed"));
    first?.querySelector("a").focus();
  });
  form.hidden = false;
  read();
})();
