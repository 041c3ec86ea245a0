/* The big answer of the door, put together from the page's templates. */

export function fill(sentence, figures) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in figures ? String(figures[name]) : whole));
}

export function button(text, run, primary) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-lg btn-block" + (primary ? " btn-primary" : "");
  made.textContent = text;
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-busy")) { return; }
    made.setAttribute("aria-busy", "true");
    Promise.resolve(run()).finally(() => made.removeAttribute("aria-busy"));
  });
  return made;
}

/* Two buttons and a figure: how many people really came. */
export function people(words, value, most) {
  const box = document.getElementById("gatepeople").content.firstElementChild.cloneNode(true);
  const shown = box.querySelector("output");
  const change = (by) => {
    value = Math.max(1, Math.min(most, value + by));
    shown.textContent = fill(words.people, { people: value });
  };
  box.setAttribute("aria-label", words.how_many);
  const less = box.querySelector("[data-less]"), more = box.querySelector("[data-more]");
  less.setAttribute("aria-label", words.less);
  more.setAttribute("aria-label", words.more);
  less.addEventListener("click", () => change(-1));
  more.addEventListener("click", () => change(1));
  change(0);
  return { box: box, value: () => value };
}

/* `state`: ok, warn, stop, info; `word` is the headline, `parts` elements below the text. */
export function card(state, word, who, what, parts) {
  const made = document.getElementById("gatecard").content.firstElementChild.cloneNode(true);
  const put = (name, text) => {
    const line = made.querySelector(name);
    if (text) { line.textContent = text; } else { line.remove(); }
  };
  made.setAttribute("data-s", state);
  put(".gatecard__word", word);
  put(".gatecard__who", who);
  put(".gatecard__what", what);
  const act = made.querySelector(".gatecard__act");
  if (parts && parts.length) { act.append(...parts); } else { act.remove(); }
  return made;
}
