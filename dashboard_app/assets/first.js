/* Before anything is drawn: the theme, and the language that the reader chose last time. */
(function () {
  "use strict";
  const root = document.documentElement;
  // Mantine reads and writes the same place, so both always agree.
  const THEME = "mantine-color-scheme-value";
  const LANGUAGE = "dashboard-language";

  function kept(name) {
    try { return window.localStorage.getItem(name); } catch { return null; }
  }
  function keep(name, value) {
    try { window.localStorage.setItem(name, value); } catch { /* private window */ }
  }

  const chosen = kept(THEME);
  const dark = chosen === "dark" ||
    (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");

  const address = new URL(window.location.href);
  const said = address.searchParams.get("lang");
  const wanted = kept(LANGUAGE);
  if (said === root.lang) {
    keep(LANGUAGE, said);
  } else if (!said && (wanted === "es" || wanted === "en") && wanted !== root.lang) {
    address.searchParams.set("lang", wanted);
    window.location.replace(address.href);
  }
})();
