/* What happens in the browser alone: the address follows the controls, and small switches. */
(function () {
  "use strict";
  const root = document.documentElement;
  const none = () => window.dash_clientside.no_update;
  const scheme = () => root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  // As in style.css: figures are drawn for one of two widths, and anew when it changes.
  const narrow = window.matchMedia("(max-width: 48em)");
  const screen = () => narrow.matches ? `${scheme()} narrow` : scheme();

  function texts(value) {
    if (value === null || value === undefined || value === "") return [];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  }
  const same = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

  /* A year alone is meant from its first month, or to its last; null is no month at all. */
  function month(name, text) {
    if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
    if (/^\d{4}$/.test(text)) return `${text}-${name === "to" ? "12" : "01"}`;
    return null;
  }

  function readMonths(merged, form) {
    let good = true;
    for (const name of form.months) {
      const [text] = merged[name] || [];
      const read = text === undefined ? text : month(name, text.trim());
      const error = read === null ? form.month_error : null;
      // Written out in the control itself: redrawn by the server, it would take along what the
      // reader has begun to write in the next one.
      const shown = read && read !== text ? { error, value: read } : { error };
      window.dash_clientside.set_props({ type: "control", name }, shown);
      if (read === null) good = false;
      else merged[name] = texts(read);
    }
    return good;
  }

  function steer(values, ids, form, search) {
    if (!form || !form.defaults) return none();
    const merged = {};
    ids.forEach((id, index) => {
      // "tool.more" holds the tools to compare with, after the one of "tool".
      const own = id.name.replace(/\.more$/, "");
      merged[own] = [...new Set([...(merged[own] || []), ...texts(values[index])])];
    });
    if (!readMonths(merged, form)) return none();
    const given = Object.entries(merged);
    const known = given.every(([name]) => name in form.values);
    const changed = given.some(([name, now]) => !same(now, form.values[name] || []));
    // Controls of another analysis, on their way out, have nothing to say.
    if (!known || !changed) return none();
    const query = new URLSearchParams();
    for (const [name, now] of given) {
      const always = form.always.includes(name);
      if (always && !now.length) return none();
      if (always || !same(now, form.defaults[name] || [])) {
        now.forEach((text) => query.append(name, text));
      }
    }
    query.append("lang", form.language);
    const next = `?${query}`;
    return next === search ? none() : next;
  }

  function fill(template, facts) {
    return Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, value), template);
  }

  function wait(question, progress, brought, cancelled, form) {
    const by = window.dash_clientside.callback_context.triggered_id;
    const pending = question && question.state === "pending";
    const done = brought && question && brought.key === question.key;
    // Once the reader has turned to another question, an old failure says nothing any more.
    if (brought && question && !done) window.dash_clientside.set_props("brought", { data: null });
    if (!pending || done || by === "cancel") return [true, 0, ""];
    const phrases = (form && form.phrases) || {};
    const now = by === "progress" && progress && (!progress.key || progress.key === question.key) ? progress : null;
    if (!now) return [false, 0, phrases.page_waiting_asked || ""];
    const parts = [now.state === "queued"
      ? fill(phrases.page_waiting_queued || "", { position: now.position })
      : phrases[now.phrase] || phrases.page_waiting_running || ""];
    if (now.seconds_left !== null && now.seconds_left !== undefined) {
      parts.push(fill(phrases.page_waiting_left || "", { seconds: Math.max(1, Math.round(now.seconds_left)) }));
    }
    return [false, 100 * (now.fraction || 0), parts.join(" · ")];
  }

  /* Where the data were replaced under a question it is asked anew, though not without end. */
  const MOST_ANEW = 5;
  const ANEW_MS = 500;
  let anew = 0;
  function bring(finished) {
    if (!finished) return;
    if (finished.state === "outdated" && anew < MOST_ANEW) {
      window.setTimeout(() => count("again"), ANEW_MS * anew);
      anew += 1;
      return;
    }
    anew = 0;
    window.dash_clientside.set_props("brought", { data: finished });
  }

  /* A screen reader tells what changes in a region that stays; each answer brings its own finding. */
  function announce() {
    const region = document.getElementById("spoken");
    const finding = document.getElementById("finding");
    const said = finding ? finding.innerText : "";
    if (region.textContent !== said) region.textContent = said;
  }

  let name = null;
  function arrive(form) {
    if (!form) return none();
    if (name === null) new MutationObserver(announce).observe(document.getElementById("answer"), { childList: true });
    if (form.title) document.title = form.title;
    const welcome = document.getElementById("welcome");
    // It greets whoever has asked nothing yet.
    if (welcome) welcome.hidden = location.pathname !== "/" || new URLSearchParams(location.search).has("tool");
    const moved = name !== null && name !== form.name;
    name = form.name;
    if (!moved) return none();
    window.scrollTo(0, 0);
    document.getElementById("content").focus({ preventScroll: true });
    return false;
  }

  function unfold(opened, navbar) {
    document.getElementById("burger").setAttribute("aria-expanded", String(Boolean(opened)));
    return { ...navbar, collapsed: { mobile: !opened } };
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    dashboard: {
      steer,
      wait,
      arrive,
      bring,
      theme: screen,
      unfold,
    },
  });

  const counts = {};
  function count(store) {
    counts[store] = (counts[store] || 0) + 1;
    if (store === "again") window.dash_clientside.set_props("brought", { data: null });
    window.dash_clientside.set_props(store, { data: counts[store] });
  }

  function switchTheme() {
    const next = scheme() === "dark" ? "light" : "dark";
    root.setAttribute("data-mantine-color-scheme", next);
    try { window.localStorage.setItem("mantine-color-scheme-value", next); } catch { /* private window */ }
    window.dash_clientside.set_props("theme", { data: screen() });
  }

  const pen = document.createElement("canvas").getContext("2d");
  const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const EDGE = 12;

  /* Lines of a text that fit, as Plotly writes them; an address breaks between its parameters. */
  function wrapped(text, size, family, room) {
    pen.font = `${size}px ${family}`;
    return text.split(/(?<= )|(?=&)/).reduce((lines, part) => {
      const longer = lines.at(-1) + part;
      if (pen.measureText(longer).width <= room) return [...lines.slice(0, -1), longer];
      return [...lines, part];
    }, [""]).filter(Boolean);
  }

  /* Texts at the left edge of a picture, above or below its plots, and the height they take. */
  function written(texts, family, room, left, edge) {
    let height = EDGE;
    const notes = texts.flatMap(([text, size, colour, bold]) => wrapped(text, size, family, room - 2 * EDGE).map((line) => {
      const note = {
        text: bold ? `<b>${safe(line)}</b>` : safe(line), font: { size, color: colour, family }, showarrow: false,
        xref: "paper", x: 0, xanchor: "left", xshift: EDGE - left, align: "left", borderpad: 0,
        yref: "paper", y: edge === "top" ? 1 : 0, yanchor: "top", yshift: -height,
      };
      height += Math.round(size * 1.4);
      return note;
    }));
    return [notes, height];
  }

  /* A picture leaves the page, so it takes along what stands around the figure there. */
  function captioned(graph, { width, height }) {
    const { t, r, b, l: left } = graph._fullLayout._size;
    // Names of rows reach to the edge of the page, which a picture has not.
    const l = left + EDGE;
    const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
    const said = (selector) => (document.querySelector(selector)?.textContent || "").trim();
    const { family } = graph._fullLayout.font;
    const question = [said(".eyebrow"), said(".question")].filter(Boolean).join(": ");
    const address = decodeURI(window.location.href);
    const [above, head] = written([[said("h1"), 20, colour("ink"), true], [question, 13, colour("faint")]], family, width, l, "top");
    const [below, foot] = written([[said(".seen-by"), 11, colour("faint")], [address, 11, colour("faint")]], family, width, l, "foot");
    above.forEach((note) => { note.yshift += t + head; });
    below.forEach((note) => { note.yshift -= b; });
    const paper = colour("paper");
    return {
      ...graph.layout, paper_bgcolor: paper, plot_bgcolor: paper, width, height: height + head + foot + EDGE,
      margin: { t: t + head, r, b: b + foot + EDGE, l, autoexpand: false },
      annotations: [...(graph.layout.annotations || []), ...above, ...below],
    };
  }

  function picture(form, filename) {
    const graph = document.querySelector("#figure .js-plotly-plot");
    if (!graph || !window.Plotly) return;
    const layout = captioned(graph, graph.getBoundingClientRect());
    window.Plotly.downloadImage(
      { data: graph.data, layout, config: { locale: root.lang, locales: graph._context.locales } },
      { format: form, width: layout.width, height: layout.height, scale: 2, filename }
    );
  }

  async function copy(button) {
    const label = button.textContent;
    const text = button.dataset.text || window.location.href;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copied;
      window.setTimeout(() => { button.textContent = label; }, 2000);
    } catch { window.prompt(label, text); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { counts: store, themeSwitch, picture: form, file, opens, copied } = button.dataset;
    if (store) count(store);
    else if (themeSwitch !== undefined) switchTheme();
    else if (form) picture(form, file);
    else if (copied) copy(button);
    else if (opens) open(button, document.getElementById(opens).dataset.open === undefined);
  });

  function open(button, opened) {
    const panel = document.getElementById(button.dataset.opens);
    if (opened) panel.dataset.open = "";
    else delete panel.dataset.open;
    button.setAttribute("aria-expanded", String(opened));
  }

  // A finger that moves over a figure scrolls the page. Plotly would take it for a zoom, and hold
  // the reader of a phone fast, whose screen a figure fills; a tap still comes to it as a click.
  document.addEventListener("touchstart", (event) => {
    if (event.target.closest(".graph .draglayer")) event.stopPropagation();
  }, { capture: true, passive: true });

  // A link within a figure leads on as a link of the navigation does, without loading anew.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".graph a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = new URL(link.getAttribute("href") || link.getAttribute("xlink:href"), location.href);
    if (target.origin !== location.origin) return;
    event.preventDefault();
    if (!target.searchParams.has("lang")) target.searchParams.append("lang", root.lang);
    // In a frame of another site there is no way back.
    if (location.pathname.startsWith("/embed/")) { window.open(target.href, "_blank", "noopener"); return; }
    window.history.pushState({}, "", target.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }, true);

  // What is written into a list of tools takes the place of the tool that stands there.
  ["focusin", "click"].forEach((kind) => document.addEventListener(kind, ({ target }) => {
    if (target.matches(".control-tool input")) target.select();
  }));

  const menus = () => [...document.querySelectorAll(".menu[open]")];
  document.addEventListener("click", (event) => {
    menus().filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    }
    const button = document.querySelector("[data-opens][aria-expanded=true]");
    if (event.key === "Escape" && button) { open(button, false); button.focus(); }
    const burger = document.querySelector("#burger[aria-expanded=true]");
    if (event.key === "Escape" && burger) { burger.click(); burger.focus(); }
  });

  /* A figure is as wide as the screen, and would be cut at the edge of the paper (see @page). */
  const PAPER_PIXELS = 680;
  function fitPaper() {
    const plot = document.querySelector("#figure .js-plotly-plot");
    if (!plot) return;
    const { width, height } = plot.getBoundingClientRect();
    const scale = Math.min(1, PAPER_PIXELS / width);
    plot.style.setProperty("--paper-scale", scale);
    plot.style.setProperty("--paper-height", `${Math.ceil(height * scale)}px`);
    copyScene(plot);
  }

  /* What WebGL has drawn is gone by the time that it is printed; a copy stays. */
  function copyScene(plot) {
    const drawn = plot._fullLayout.scene?._scene.glplot;
    if (!drawn) return;
    drawn.redraw();
    const copy = document.createElement("canvas");
    copy.className = "printed-scene";
    copy.width = drawn.canvas.width;
    copy.height = drawn.canvas.height;
    copy.style.cssText = drawn.canvas.style.cssText;
    copy.getContext("2d").drawImage(drawn.canvas, 0, 0);
    drawn.canvas.after(copy);
  }

  // What a printed page must tell is opened for the printer, and closed again.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    fitPaper();
    opened = [...document.querySelectorAll("[data-printed] details:not([open])")];
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((part) => { part.open = false; });
    document.querySelectorAll(".printed-scene").forEach((copy) => copy.remove());
  });

  // The system's theme counts until the reader has chosen one.
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    let chosen = null;
    try { chosen = window.localStorage.getItem("mantine-color-scheme-value"); } catch { /* private window */ }
    if (chosen === "light" || chosen === "dark") return;
    root.setAttribute("data-mantine-color-scheme", event.matches ? "dark" : "light");
    window.dash_clientside.set_props("theme", { data: screen() });
  });

  narrow.addEventListener("change", () => window.dash_clientside.set_props("theme", { data: screen() }));
})();
