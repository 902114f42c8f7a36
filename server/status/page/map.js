// The map: countries shaded by the site that they are led to, and a mark for each site.
import { el, put, shape } from "./draw.js";

const tones = 6;
const drawn = { world: null, svg: null, countries: new Map(), marks: null };

// fillShades offers the names of which the answer depends on the place. The first
// one is shown unless somebody chose: it moves when a pool dies.
export function fillShades(groups) {
  const at = document.getElementById("shade");
  const names = groups.filter((g) => g.list >= 0 && g.policy !== "members").map((g) => g.name).sort();
  const have = [...at.options].slice(1).map((o) => o.value);
  if (names.join("\n") === have.join("\n")) return;
  const chosen = have.length === 0 ? names[0] ?? "" : at.value;
  at.replaceChildren(el("option", { value: "" }, "distance alone"), ...names.map((n) => el("option", { value: n }, `answers to ${n}`)));
  at.value = names.includes(chosen) ? chosen : "";
}

// led says which site a country is led to, by the group that was chosen.
function led(group, lists, pools, nearest) {
  const site = new Map(pools.map((p) => [p.name, p.site]));
  if (!group || !lists[group.list]) return (code) => nearest[code];
  return (code) => {
    const answer = group.answers[group.orders[lists[group.list].countries[code]]];
    return answer && site.get(answer.pools[0]);
  };
}

export async function drawMap(sites, pools, groups, lists, nearest) {
  drawn.world ??= fetch("world.json").then((r) => r.json());
  const world = await drawn.world;
  if (!drawn.svg) outlines(world);
  const tone = new Map(sites.map((s, i) => [s.name, i % tones]));
  const group = groups.find((g) => g.name === document.getElementById("shade").value);
  const where = led(group, lists, pools, nearest);
  const counts = new Map(sites.map((s) => [s.name, 0]));
  for (const [code, path] of drawn.countries) {
    const site = where(code);
    if (counts.has(site)) counts.set(site, counts.get(site) + 1);
    const to = tone.has(site) ? `t${tone.get(site)}` : "";
    if (path.getAttribute("class") !== to) path.setAttribute("class", to);
    put(path.firstChild, `${path.dataset.name}: ${site ?? "no site"}`);
  }
  marks(sites, pools);
  legend(sites, tone, counts, group);
}

function outlines(world) {
  drawn.svg = shape("svg", { viewBox: `0 0 ${world.width} ${world.height}`, role: "img", "aria-label": "World map" });
  for (const [code, name, d] of world.countries) {
    const path = shape("path", { d, "data-name": name }, shape("title"));
    drawn.countries.set(code, path);
    drawn.svg.append(path);
  }
  drawn.marks = shape("g");
  drawn.svg.append(drawn.marks);
  document.getElementById("world").replaceChildren(drawn.svg);
}

// marks draws the sites; one whose pools are all silent is crossed out.
function marks(sites, pools) {
  drawn.marks.replaceChildren(...sites.map((s) => {
    const here = pools.filter((p) => p.site === s.name);
    const dead = here.length > 0 && here.every((p) => p.standing === "silent" || p.standing === "forced");
    const mark = shape("g", { class: dead ? "mark dead" : "mark", transform: `translate(${s.x} ${s.y})` },
      shape("circle", { r: 11 }));
    if (dead) mark.append(shape("path", { d: "M-20-20 20 20M20-20-20 20" }));
    mark.append(shape("text", { x: 26, y: 12 }, s.name));
    return mark;
  }));
}

function legend(sites, tone, counts, group) {
  const said = sites.map((s) => `${s.name} ${counts.get(s.name)}`).join(", ");
  drawn.svg.setAttribute("aria-label", `World map: countries by the site that they are ${group ? `led to for ${group.name}` : "nearest to"}: ${said}`);
  document.getElementById("legend").replaceChildren(...sites.map((s) => el("li", {},
    el("span", { class: `swatch t${tone.get(s.name)}`, "aria-hidden": "true" }),
    el("span", {}, el("b", {}, s.name), ` ${counts.get(s.name)} ${counts.get(s.name) === 1 ? "country" : "countries"}`))));
}
