/* Dash gives up silently when a request fails: here it is tried again, and said. */
(function () {
  "use strict";
  const UPDATE = "_dash-update-component";
  const FIRST_WAIT_MS = 1000;
  const LONGEST_WAIT_MS = 15000;
  const PATIENCE_MS = 10 * 60 * 1000;
  const plainFetch = window.fetch.bind(window);

  function notice(state, facts) {
    const box = document.getElementById("connection");
    if (!box) return;
    box.hidden = !state;
    if (!state) return;
    let text = box.dataset[state] || "";
    Object.entries(facts || {}).forEach(([name, value]) => {
      text = text.replace(`{${name}}`, value);
    });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = box.dataset.again;
    button.dataset.counts = "again";
    box.replaceChildren(document.createTextNode(text + " "), ...(state === "retrying" ? [] : [button]));
  }

  function pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = window.setTimeout(done, milliseconds);
      window.addEventListener("online", done);
      function done() {
        window.clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      }
    });
  }

  // A proxy answers 502 to 504 while the server starts anew; our own errors are JSON and final.
  function passing(response) {
    return response.status === 429 || (response.status >= 502 && response.status <= 504);
  }

  function waitOf(response, tried) {
    const named = response ? Number(response.headers.get("Retry-After")) * 1000 : 0;
    const doubled = FIRST_WAIT_MS * 2 ** tried;
    return Math.min(named > 0 ? named : doubled, LONGEST_WAIT_MS);
  }

  async function insist(input, init) {
    const until = Date.now() + PATIENCE_MS;
    for (let tried = 0; ; tried += 1) {
      let response = null;
      try {
        response = await plainFetch(input, init);
        if (!passing(response)) {
          if (tried) notice(null);
          return response;
        }
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      if (Date.now() > until) return response;
      notice("retrying");
      await pause(waitOf(response, tried));
    }
  }

  async function explain(response) {
    if (response.status === 429) {
      notice("limited", { seconds: response.headers.get("Retry-After") || 60 });
      return;
    }
    let reference = String(response.status);
    try {
      const told = await response.clone().json();
      reference = (told.error && told.error.reference) || reference;
    } catch { /* not one of our own errors */ }
    notice("error", { reference });
  }

  window.fetch = async function (input, init) {
    const url = typeof input === "string" ? input : (input && input.url) || "";
    if (!url.includes(UPDATE)) return plainFetch(input, init);
    const poll = url.includes("cacheKey=");
    try {
      const response = poll ? await insist(input, init) : await plainFetch(input, init);
      if (response && response.status >= 400) explain(response);
      else if (!poll) notice(null);
      return response;
    } catch (error) {
      notice("lost");
      throw error;
    }
  };
})();
