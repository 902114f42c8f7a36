// The tables of the page, one function each.
import { age, cell, el, glyph, line, put, table, verdict } from "./draw.js";

const small = (text) => (text ? el("span", { class: "muted" }, text) : "");

export function alarms(list) {
  const at = document.getElementById("alarms");
  at.hidden = list.length === 0;
  at.classList.toggle("notes", !list.some((a) => a.bad));
  put("alarms-title", list.some((a) => a.bad) ? "Alarms" : "Notes");
  document.getElementById("alarm-list").replaceChildren(
    ...list.map((a) => el("li", {}, glyph(a.bad ? "silent" : "note"), a.text)));
}

export function pools(list) {
  table("pool-table", "Pools", ["Pool", "Stands", "Site"], list.map((p) => ({
    key: p.name,
    cells: [
      p.name,
      cell([p.standing, p.stood_down ?? []], ([s]) => verdict(s), ([, d]) =>
        small(d.length ? `stood down for ${d.length > 3 ? `${d.length} names` : d.join(", ")}` : "")),
      p.site,
    ],
  })), "No pools.");
}

// way is an answer as the asker reads it: the first is where he goes. What is silent
// is struck out.
function way(answer, silent) {
  const parts = [];
  answer.pools.forEach((p, i) => {
    if (i > 0) parts.push(el("i", { "aria-hidden": "true" }, "\u203a"));
    const gone = silent.includes(p) ? "gone" : null;
    parts.push(el(i === 0 ? "b" : "span", { class: gone }, p, gone ? el("span", { class: "hidden" }, " (silent)") : ""));
  });
  return el("span", {}, el("span", { class: "way" }, ...parts), small(answer.why === "chosen" ? "" : answer.why));
}

const percent = (share) => (share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`);

// shares is a line for each answer, for who has many sites.
const shares = (g) => el("span", {}, ...g.answers.map((a) =>
  el("span", { class: "share" }, way(a, g.silent ?? []), small(g.answers.length > 1 ? `${percent(a.share)} of places` : "everywhere"))));

// everywhere is an answer that does not depend on the place: a pool, or addresses.
const everywhere = (g) => (g.policy === "members"
  ? el("span", {}, el("span", { class: "mono" }, g.answers[0].pools.join(", ")), small(g.answers[0].why === "chosen" ? "" : g.answers[0].why))
  : way(g.answers[0], g.silent ?? []));

// answers are the cells of a group between its name and its lifetime.
function answers(g, lists, sites, wide) {
  const drawn = [g.answers, g.silent];
  if (!wide) return [cell(drawn, () => (g.policy === "members" ? everywhere(g) : shares(g)))];
  if (g.list < 0 || !lists[g.list]) return [{ ...cell(drawn, () => everywhere(g)), span: sites.length, label: "Everywhere" }];
  return sites.map((s) => {
    const a = g.answers[g.orders[lists[g.list].sites[s]]];
    return cell([a, g.silent], () => (a ? way(a, g.silent ?? []) : ""));
  });
}

export function groups(list, lists, sites, left) {
  const wide = sites.length > 0 && sites.length <= 5;
  const heads = wide ? ["Name", ...sites.map((s) => `Near ${s}`), "Lifetime"] : ["Name", "Answers", "Lifetime"];
  const row = (g) => ({
    key: `${g.name} ${g.list < 0}`,
    cells: [
      cell([g.name, g.policy, g.observed, g.sets, g.more], ([name]) => name, ([name, policy, observed, sets, more]) =>
        small([policy + (observed ? ", observed only" : ""), ...sets.filter((s) => s.split(" ")[0] !== name || sets.length > 1),
          more ? `and ${more} more` : ""].filter(Boolean).join(", "))),
      ...answers(g, lists, sites, wide),
      { is: g.ttl, content: () => [`${g.ttl} s`], label: "Lifetime" },
    ],
  });
  const plain = (g) => g.policy === "members" && g.well;
  table("answer-table", "Steered names and what is answered now, by where the asker is", heads,
    list.filter((g) => !plain(g)).map(row), "No steered names.");
  hostNames(list.filter(plain), left);
}

// hostNames are the host names of pools that answer all they have: no news.
function hostNames(list, left) {
  const at = document.getElementById("hosts");
  at.hidden = list.length === 0 && !left;
  put(at.querySelector("summary"), `${list.length} host names of pools answer all of their addresses` +
    (left ? `, and ${left} more names are not shown` : ""));
  table("host-table", "Host names of pools", ["Name", "Addresses", "Lifetime"], list.map((g) => ({
    key: g.name,
    cells: [g.name, cell(g.answers[0]?.pools ?? [], (a) => el("span", { class: "mono" }, a.join(", "))), `${g.ttl} s`],
  })), "None.");
}

export function endpoints(list, now, left) {
  table("endpoint-table", "Endpoints, those that want attention first",
    ["Endpoint", "Verdict", "Why", "Since", "Last probe", "Took"], list.map((e) => ({
      key: e.key,
      cells: [
        cell(e.key, (k) => el("span", { class: "mono" }, k)),
        cell([e.verdict, e.unconfirmed], ([v]) => verdict(v), ([, u]) => small(u ? "unconfirmed" : "")),
        cell([e.reason, e.detail, e.warn], ([r]) => (r === "ok" ? "" : r ?? ""), ([, d]) => small(d), ([, , w]) => small(w ? `Warning: ${w}` : "")),
        cell(e.since, (t) => (t ? age(t, now) : "")),
        cell(e.probed, (t) => age(t, now)),
        cell([e.took_ms, e.took ?? []], ([ms, all]) =>
          el("span", { class: "took" }, el("span", {}, `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`), line(all, 96, 22))),
      ],
    })), "Nothing is probed.");
  let more = document.getElementById("endpoints-more");
  if (left && !more) document.getElementById("endpoints").append(more = el("p", { id: "endpoints-more", class: "muted" }));
  if (more) put(more, left ? `${left} more that are well are not shown (geosrv status lists all).` : "");
}

const clock = (at) => `${at.slice(0, 10)} ${at.slice(11, 19)}`;

// what says what happened, in a few words.
function what(e) {
  if (e.kind === "word") return `${e.to}: ${e.who}`;
  return `${e.who ? `${e.who}: ` : ""}${e.from ? `${e.from} \u2192 ` : ""}${e.to}`;
}

export function events(list, left) {
  table("event-table", "What happened, the latest first; times are UTC", ["What", "Why", "When"], list.map((e) => ({
    key: `${e.at} ${e.kind} ${e.who} ${e.to}`,
    cells: [
      cell(e, what, () => small(e.groups?.length ? `for ${e.groups.join(", ")}` : "")),
      cell([e.cause, e.reason], ([c, r]) => c || r || ""),
      cell(e.at, (t) => el("time", { datetime: t }, clock(t))),
    ],
  })), left ? "" : "Nothing has happened since the start.");
}

export function overrides(list) {
  table("override-table", "What operators said that is in force", ["Words", "Who", "Until"], list.map((o, i) => ({
    key: `${i} ${o.words}`,
    cells: [
      cell([o.words, o.reason, o.dangling], ([w]) => el("span", { class: "mono" }, w), ([, r]) => small(r), ([, , d]) => small(d ? "names what does not exist" : "")),
      cell([o.author, o.place], ([a, p]) => a || (p ?? "").split("/").pop()),
      cell(o.until, (t) => (t ? el("time", { datetime: t }, clock(t)) : "")),
    ],
  })), "Nobody has said anything: health and distance decide.");
}
