// What all parts draw with: elements, verdicts, sparklines, and tables of which
// only what changed is touched, so that focus, selection and a reader's place stay.

const svg = "http://www.w3.org/2000/svg";

// el makes an element; text stays text.
export function el(name, attrs = {}, ...children) {
  const n = document.createElement(name);
  for (const [k, v] of Object.entries(attrs)) if (v !== undefined && v !== null) n.setAttribute(k, v);
  n.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return n;
}

export function shape(name, attrs = {}, ...children) {
  const n = document.createElementNS(svg, name);
  for (const [k, v] of Object.entries(attrs)) n.setAttribute(k, v);
  n.append(...children);
  return n;
}

// put writes text where it is another than before: a live region speaks at each change.
export function put(at, text) {
  const n = typeof at === "string" ? document.getElementById(at) : at;
  if (n.textContent !== text) n.textContent = text;
}

export const glyph = (name) =>
  shape("svg", { class: "glyph", "aria-hidden": "true" }, shape("use", { href: `#g-${name}` }));

// verdict is a shape and a word.
export function verdict(word) {
  const known = ["up", "degraded", "rising", "drained", "maintenance", "silent", "never"];
  const name = known.includes(word) ? word : word === "forced" ? "silent" : "note";
  return el("span", { class: `verdict ${word}` }, glyph(name), word);
}

// ago is an age in words of one unit.
export function ago(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 100) return `${s} s ago`;
  if (s < 6000) return `${Math.round(s / 60)} min ago`;
  return s < 172800 ? `${Math.round(s / 3600)} h ago` : `${Math.round(s / 86400)} days ago`;
}

export const age = (at, now) => (at ? el("time", { datetime: at, "data-ago": "" }, ago(now - Date.parse(at))) : "never");

// line is a sparkline; -1 is a probe that failed, a mark at the bottom.
export function line(values, width, height, area = false) {
  const out = shape("svg", { class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  if (values.length < 2) return out;
  const top = Math.max(...values, area ? 1 : 0.001);
  const x = (i) => ((i / (values.length - 1)) * (width - 2) + 1).toFixed(1);
  const y = (v) => (height - 2 - (v / top) * (height - 4)).toFixed(1);
  let path = "", lost = "", up = false;
  values.forEach((v, i) => {
    if (v < 0) lost += `M${x(i)} ${height - 1}v-5`;
    else path += `${up ? "L" : "M"}${x(i)} ${y(v)}`;
    up = v >= 0;
  });
  if (area) out.append(shape("path", { class: "area", d: `${path}L${x(values.length - 1)} ${height}L${x(0)} ${height}z` }));
  out.append(shape("path", { d: path }));
  if (lost) out.append(shape("path", { class: "lost", d: lost }));
  return out;
}

// table keeps a table in order. Rows are {key, cells}; a cell is text, nodes, or
// {is, content, span, label} where is tells whether it has to be drawn again. The roles are said
// because a phone shows rows as blocks, and a browser then forgets that it is a table.
export function table(id, caption, heads, rows, nothing) {
  const at = document.getElementById(id);
  if (rows.length === 0) {
    if (!at.querySelector(".none")) at.replaceChildren(el("p", { class: "none" }, nothing));
    return;
  }
  const signature = heads.join("\n");
  let t = at.querySelector("table");
  if (!t || t.dataset.heads !== signature) {
    const head = el("tr", { role: "row" }, ...heads.map((h) => el("th", { scope: "col", role: "columnheader" }, h)));
    t = el("table", { role: "table" }, el("caption", { class: "hidden" }, caption),
      el("thead", { role: "rowgroup" }, head), el("tbody", { role: "rowgroup" }));
    t.dataset.heads = signature;
    at.replaceChildren(t);
  }
  const body = t.tBodies[0], old = new Map([...body.rows].map((r) => [r.dataset.key, r])), fresh = old.size > 0;
  rows.forEach((row, i) => {
    let tr = old.get(row.key);
    old.delete(row.key);
    if (!tr) {
      tr = el("tr", { role: "row", "data-key": row.key, class: fresh ? "new" : null });
      row.cells.forEach((c, n) => tr.append(n === 0 ? el("th", { scope: "row", role: "rowheader" })
        : el("td", { role: "cell", colspan: c.span, "data-label": c.label ?? heads[n] })));
    }
    row.cells.forEach((c, n) => fill(tr.cells[n], c));
    if (body.rows[i] !== tr) body.insertBefore(tr, body.rows[i] ?? null);
  });
  for (const tr of old.values()) tr.remove();
}

// fill draws a cell if it says something else than before.
function fill(cell, c) {
  const is = typeof c === "object" ? c.is : c;
  if (cell.drawn === is) return;
  cell.drawn = is;
  const content = typeof c === "object" ? c.content() : [c];
  cell.replaceChildren(...content.filter((n) => n !== "" && n !== null));
  cell.classList.toggle("empty", cell.childNodes.length === 0);
}

// cell is one that is drawn from a value, again when the value changes.
export const cell = (value, ...draw) => ({ is: JSON.stringify(value), content: () => draw.map((d) => d(value)) });
