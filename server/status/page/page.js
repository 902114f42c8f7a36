// The page: it takes the stream of changes, keeps what it was told, and has each
// part drawn again that changed.
import { alarms, endpoints, events, groups, overrides, pools } from "./tables.js";
import { ago, line, put } from "./draw.js";
import { drawMap, fillShades } from "./map.js";

const state = {}; // section -> {keys, rows}
let told = null; // when the last event came, by this machine's clock
let stood = null; // pool -> standing, as it was last said aloud
let heard = new Set(); // alarms, likewise

// list is a section in order.
const list = (name) => (state[name] ? state[name].keys.map((k) => state[name].rows[k]) : []);

// take joins an event: the rows that changed, and the keys where their order did.
function take(parts) {
  for (const [name, part] of Object.entries(parts)) {
    const s = (state[name] ??= { keys: [], rows: {} });
    Object.assign(s.rows, part.rows);
    if (part.keys || part.none) {
      s.keys = part.keys ?? [];
      const held = new Set(s.keys);
      for (const key of Object.keys(s.rows)) if (!held.has(key)) delete s.rows[key];
    }
  }
}

// now is the server's time, in milliseconds.
function now() {
  const clock = list("clock")[0];
  return clock ? Date.parse(clock.at) + (performance.now() - told.clock) : Date.now();
}

function draw(changed) {
  const has = (...names) => names.some((n) => n in changed);
  const left = list("clock")[0]?.left ?? {};
  const where = list("sites").map((s) => s.name);
  if (has("pools", "alarms", "groups")) headline();
  if (has("alarms")) alarms(list("alarms"));
  if (has("pools")) pools(list("pools"));
  if (has("groups", "lists", "sites")) {
    groups(list("groups"), list("lists"), where, left.groups);
    fillShades(list("groups"));
  }
  if (has("groups", "lists", "sites", "pools", "nearest")) shade();
  if (has("endpoints")) endpoints(list("endpoints"), now(), left.endpoints);
  if (has("history")) events(list("history"), left.history);
  if (has("overrides")) overrides(list("overrides"));
  if (has("clock")) clock(list("clock")[0]);
}

function shade() {
  drawMap(list("sites"), list("pools"), list("groups"), list("lists"), list("nearest")[0] ?? {});
}

// headline says in one sentence how things are, and says aloud what changed.
function headline() {
  const all = list("pools");
  if (all.length === 0) return;
  const bad = all.filter((p) => p.standing !== "up");
  const names = bad.length > 3 ? `${bad.length} pools are` : `${bad.map((p) => p.name).join(", ")} ${bad.length > 1 ? "are" : "is"}`;
  const words = new Set(bad.map((p) => (p.standing === "never" ? "not answering yet" : p.standing)));
  const text = bad.length === 0 ? "Everything is up" : `${names} ${words.size === 1 ? [...words][0] : "not up"}`;
  put("state", text);
  document.title = `${bad.length ? "(!) " : ""}${text} - geosrv`;
  const sets = list("groups").filter((g) => g.policy !== "members");
  const moved = sets.filter((g) => !g.well).length;
  put("summary", `${all.length - bad.length} of ${all.length} pools up. ` +
    (moved ? `${moved} of ${sets.length} steered names affected.` : `${sets.length} steered names, none affected.`));
  if (stood) {
    const news = all.filter((p) => stood.get(p.name) !== p.standing)
      .map((p) => `Pool ${p.name}: ${stood.get(p.name) ?? "new"}, now ${p.standing}.`);
    news.push(...list("alarms").map((a) => a.text).filter((t) => !heard.has(t) && !t.startsWith("Pool ")));
    if (news.length) put("news", news.join(" "));
  }
  heard = new Set(list("alarms").map((a) => a.text));
  stood = new Map(all.map((p) => [p.name, p.standing]));
}

function clock(c) {
  put("server", c.server);
  const latest = c.queries.slice(-5);
  const mean = latest.length ? latest.reduce((a, b) => a + b, 0) / latest.length : 0;
  put("rate", mean < 10 && mean > 0 ? mean.toFixed(1) : Math.round(mean).toLocaleString("en"));
  document.getElementById("rate-line").replaceChildren(line(c.queries, 180, 30, true));
}

// tick keeps ages true, and says when no news come.
function tick() {
  const on = told !== null && performance.now() - told.any < 20000 && source.readyState === EventSource.OPEN;
  const live = document.getElementById("live");
  live.classList.toggle("on", on);
  live.classList.toggle("lost", told !== null && !on);
  put("live", on ? `live, ${new Date(now()).toISOString().slice(11, 19)} UTC` : told ? "connection lost, trying again" : "connecting");
  for (const t of document.querySelectorAll("time[data-ago]")) put(t, ago(now() - Date.parse(t.dateTime)));
}

const source = new EventSource("events");
source.onmessage = (e) => {
  const parts = JSON.parse(e.data);
  told = { any: performance.now(), clock: parts.clock ? performance.now() : told?.clock ?? performance.now() };
  take(parts);
  draw(parts);
  tick();
};
source.onerror = tick;
setInterval(tick, 1000);
document.getElementById("shade").addEventListener("change", shade);
