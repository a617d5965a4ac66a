/* The data table of an answer: read from the API when it is opened. */
(function () {
  "use strict";
  const MOST_ROWS = 2000;
  // A longer text is for a program to read: the JSON of the answer has it.
  const MOST_LETTERS = 2000;

  function element(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  }

  function written(value, names) {
    if (value === null || value === undefined) return "—";
    if (typeof value !== "number") return names[value] || String(value);
    if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(3);
    return value.toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 5, useGrouping: false });
  }

  /* Columns whose names share what stands before "__" make one table; the rest are facts. */
  function tables(result, order) {
    const groups = new Map();
    const told = (name) => name in result && !(typeof result[name] === "string" && result[name].length > MOST_LETTERS);
    order.filter(told).map((name) => [name, result[name]]).forEach(([name, value]) => {
      const group = Array.isArray(value) ? name.split("__").slice(0, -1).join("__") : "";
      const key = Array.isArray(value) ? `${group}/${value.length}` : "";
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push([name, value]);
    });
    return [...groups.entries()].sort((one, other) => Number(one[0] !== "") - Number(other[0] !== ""));
  }

  function facts(columns, labels, names) {
    const body = element("tbody");
    columns.forEach(([name, value]) => {
      const row = element("tr");
      row.append(element("th", labels[name] || name, { scope: "row" }), element("td", written(value, names)));
      body.append(row);
    });
    const table = element("table");
    table.append(body);
    return table;
  }

  function columnar(columns, labels, names) {
    const table = element("table");
    const head = element("tr");
    columns.forEach(([name, value]) => {
      const kind = typeof value[0] === "number" ? { class: "numeric" } : {};
      head.append(element("th", labels[name] || name, { scope: "col", ...kind }));
    });
    table.append(element("thead"), element("tbody"));
    table.tHead.append(head);
    const rows = Math.min(columns[0][1].length, MOST_ROWS);
    for (let index = 0; index < rows; index += 1) {
      const row = element("tr");
      columns.forEach(([, value]) => {
        const cell = value[index];
        row.append(element("td", written(cell, names), typeof cell === "number" ? { class: "numeric" } : {}));
      });
      table.tBodies[0].append(row);
    }
    return table;
  }

  async function fill(box) {
    box.dataset.read = box.dataset.table;
    try {
      const response = await fetch(box.dataset.table, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const { result } = await response.json();
      const labels = JSON.parse(box.dataset.labels);
      const names = JSON.parse(box.dataset.names);
      const made = tables(result, Object.keys(labels))
        .filter(([, columns]) => !Array.isArray(columns[0][1]) || columns[0][1].length)
        .map(([group, columns]) => (group === "" ? facts(columns, labels, names) : columnar(columns, labels, names)));
      box.replaceChildren(...made);
    } catch {
      delete box.dataset.read;
      box.textContent = box.dataset.failed;
    }
  }

  document.addEventListener("toggle", (event) => {
    const box = event.target.open && event.target.querySelector && event.target.querySelector("[data-table]");
    if (box && box.dataset.read !== box.dataset.table) fill(box);
  }, true);
})();
