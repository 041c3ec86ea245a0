/* The desks of a broadcast: buttons without a reload, drafts kept while one types, keys, clocks. live.js brings the changing
   parts; without this file every button still works, by loading the page. */
(function () {
  "use strict";

  var main = document.querySelector("main[data-desk]");
  if (!main || !window.fetch || !window.FormData) { return; }

  var words = JSON.parse(main.getAttribute("data-words"));
  var desk = main.getAttribute("data-desk");
  var message = document.getElementById("ld-msg");
  var line = document.getElementById("ld-line");
  var ahead = Date.parse(main.getAttribute("data-now")) - Date.now();  /* the server's clock before ours */
  var SEEN = 600;  /* a turn must have stood there that long before a key lets it out */

  function now() { return Date.now() + ahead; }

  /* ── what was said ── */
  function say(text, isRefusal) {
    var said = document.createElement("p");
    said.className = isRefusal ? "ldmsg__no" : "ldmsg__ok";
    var mark = document.createElement("span");
    mark.className = "tag";
    mark.setAttribute("data-s", isRefusal ? "stop" : "ok");
    mark.textContent = text;
    said.appendChild(mark);
    message.textContent = "";
    message.appendChild(said);
    window.clearTimeout(say.later);
    say.later = window.setTimeout(function () { message.textContent = ""; }, isRefusal ? 20000 : 4000);
  }

  /* Parts that came with an answer. What is chosen and where one is stays. */
  function put(html) {
    var fresh = new DOMParser().parseFromString(html, "text/html");
    Array.prototype.forEach.call(document.querySelectorAll(".ldpart[id]"), function (part) {
      var other = fresh.getElementById(part.id);
      if (!other || !window.takesPart(part, other) || other.innerHTML === part.innerHTML) { return; }
      var chosen = part.querySelector("input:checked");
      part.innerHTML = other.innerHTML;
      if (chosen) {
        Array.prototype.forEach.call(part.querySelectorAll("input"), function (input) {
          if (input.name === chosen.name && input.value === chosen.value) { input.checked = true; }
        });
      }
    });
    looked();
  }

  function post(url, data) {
    return fetch(url, {method: "POST", body: data, credentials: "same-origin", headers: {"X-Desk": "1"}}).then(function (answer) {
      if (answer.redirected || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) {
        var lost = new Error("no desk");
        lost.status = answer.status;
        throw lost;
      }
      return answer.json().then(function (told) { return {ok: answer.ok, told: told}; });
    });
  }

  /* ── the box: kept here and there while one types ── */
  var box = document.getElementById("turn");
  var text = document.getElementById("text");
  var savedAt = document.getElementById("ld-saved");
  var place = "interviews-desk-" + main.getAttribute("data-user") + "-" + main.getAttribute("data-interview") + "-" + desk;
  var keeping = null, again = false, planned = 0, last = "";

  function fields() {
    var data = new FormData(box);
    /* what isn't chosen isn't sent */
    if (!data.has("question")) { data.append("question", ""); }
    return data;
  }

  function plain() {
    var data = fields(), found = {};
    ["key", "version", "who", "question", "text", "picture_id", "caption"].forEach(function (name) { found[name] = data.get(name) || ""; });
    return found;
  }

  function saidIn(found) { return [found.who, found.question, found.text, found.picture_id, found.caption].join("\u0000"); }

  function remember(found) {
    try {
      if (found) { window.localStorage.setItem(place, JSON.stringify(found)); } else { window.localStorage.removeItem(place); }
    } catch (full) { /* a browser without storage: the server has it in half a second */ }
  }

  function remembered() {
    try { return JSON.parse(window.localStorage.getItem(place)); } catch (none) { return null; }
  }

  function shown(note) { if (savedAt) { savedAt.textContent = note; } }

  function count() {
    var found = box.querySelector("[data-count]");
    if (found) { found.textContent = text.value.length + " / 2000"; }
  }

  function changed() {
    count();
    var found = plain();
    if (!found.text && !found.picture_id && found.version === "0") { return; }
    found.saved = false;
    remember(found);
    window.clearTimeout(planned);
    planned = window.setTimeout(keep, 500);
  }

  /* One keeping at a time, so that none overtakes another. */
  function keep() {
    window.clearTimeout(planned);
    if (!box) { return Promise.resolve(); }
    if (keeping) { again = true; return keeping; }
    var found = plain();
    if (saidIn(found) === last || (!found.text && !found.picture_id && found.version === "0")) { return Promise.resolve(); }
    shown(words.saving);
    keeping = post(box.getAttribute("data-keep"), fields()).then(function (answer) {
      if (answer.ok) {
        last = saidIn(found);
        box.elements.version.value = answer.told.version;
        if (saidIn(plain()) === last) { found.saved = true; found.version = String(answer.told.version); remember(found); }
        shown(words.saved.replace("{time}", answer.told.time));
      } else {
        /* a mark of 密级 is kept nowhere, also not in this browser */
        if (answer.told.code === "secret_mark") { remember(null); shown(words.secret); } else { shown(""); }
        say(answer.told.error, true);
        last = saidIn(found);
      }
    }, function () {
      shown(words.offline);
      planned = window.setTimeout(keep, 3000);
    }).then(function () {
      keeping = null;
      if (again) { again = false; return keep(); }
    });
    return keeping;
  }

  function clear(key) {
    remember(null);
    text.value = "";
    box.elements.key.value = key;
    box.elements.version.value = "0";
    if (box.elements.caption) { box.elements.caption.value = ""; }
    box.elements.picture_id.value = "";
    byHand = false;
    choose(box.elements.question, "");
    last = "";
    shown("");
    count();
    if (window.location.search) { window.history.replaceState(null, "", window.location.pathname); }
    text.focus();
  }

  function choose(inputs, value) {
    /* a list of radio buttons, also those outside of the form */
    Array.prototype.forEach.call(inputs && inputs.length !== undefined ? inputs : [inputs], function (input) {
      if (input && input.value === value) { input.checked = true; }
    });
  }

  /* A guest who begins to speak answers the question on the screen, unless the typist said otherwise. */
  var byHand = false;
  function beginAnswer() {
    var found = plain(), screen = document.querySelector("input[name=question][data-screen]");
    if (byHand || found.question || !screen || !/^(guest|question)/.test(found.who)) { return; }
    screen.checked = true;
  }

  if (box) {
    /* a reload finds the draft, it doesn't begin another */
    if (window.location.search === "?new=1") { window.history.replaceState(null, "", window.location.pathname); }
    var kept = remembered();
    last = box.elements.version.value === "0" ? "" : saidIn(plain());
    if (kept && !kept.saved && (kept.key === box.elements.key.value || (box.elements.version.value === "0" && !text.value))) {
      text.value = kept.text;
      box.elements.key.value = kept.key;
      if (box.elements.version.value === "0") { box.elements.version.value = kept.version; }
      choose(box.elements.who, kept.who);
      choose(box.elements.question, kept.question);
      if (box.elements.caption) { box.elements.caption.value = kept.caption; }
      box.elements.picture_id.value = kept.picture_id;
      shown(words.restored);
      keep();
    }
    if (text.value || box.elements.question.value) { byHand = true; }
    text.addEventListener("input", function () {
      if (text.value.length && !last) { beginAnswer(); }
      changed();
    });
    document.addEventListener("change", function (event) {
      var field = event.target;
      if (field.form !== box || field === text) { return; }
      if (field.name === "question") { byHand = true; }
      if (field.name === "who" && text.value) { beginAnswer(); }
      changed();
    });
    window.addEventListener("pagehide", function () {
      if (navigator.sendBeacon && saidIn(plain()) !== last && plain().text) {
        navigator.sendBeacon(box.getAttribute("data-keep"), fields());
      }
    });
    window.addEventListener("online", keep);
    if (!window.matchMedia || window.matchMedia("(min-width:75rem)").matches) { text.focus(); }
  }

  /* ── buttons ── */
  var busy = false;

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter || pressed;
    if (form !== box && form.id !== "acts" && form.id !== "say" && !form.hasAttribute("data-flush")) { return; }
    event.preventDefault();
    if (busy) { return; }
    if (button && button.hasAttribute("data-why") && !form.elements.why.value.trim()) {
      say(words.why, true);
      form.elements.why.focus();
      return;
    }
    var first = form === box || form.hasAttribute("data-flush") ? keep() : Promise.resolve();
    busy = true;
    first.then(function () {
      var data = form === box ? fields() : new FormData(form);
      if (button && button.name) { data.append(button.name, button.value); }
      return post(form.getAttribute("action"), data);
    }).then(function (answer) {
      busy = false;
      put(answer.told.html || "");
      if (!answer.ok) { say(answer.told.error, true); return; }
      if (form.hasAttribute("data-flush")) { remember(null); window.location.assign(window.location.pathname); return; }
      if (answer.told.open) { window.location.assign("?turn=" + answer.told.open); return; }
      say(answer.told.said, false);
      if (form === box) { clear(answer.told.key); }
      if (form.elements.why) { form.elements.why.value = ""; }
      if (form.id === "say") { form.elements.key.value = answer.told.key; }
    }, function (lost) {
      busy = false;
      if (lost.status) { window.location.reload(); } else { say(words.offline, true); }
    });
  });

  /* browsers that don't tell which button sent a form */
  var pressed = null;
  document.addEventListener("click", function (event) {
    pressed = event.target.closest ? event.target.closest("button") : null;
  }, true);

  /* ── keys: what is pressed while pinyin is composed belongs to the input method ── */
  var composing = false, composedAt = -1000;
  document.addEventListener("compositionstart", function () { composing = true; }, true);
  document.addEventListener("compositionend", function (event) { composing = false; composedAt = event.timeStamp; }, true);

  function isComposing(event) {
    return composing || event.isComposing || event.keyCode === 229 || (!event.altKey && event.timeStamp - composedAt < 40);
  }

  function isWriting(element) {
    return !!element && (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
      (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type)));
  }

  function named(event) {
    if (event.getModifierState && event.getModifierState("AltGraph")) { return ""; }
    if (event.altKey) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) { return ""; }
      var found = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code || "");
      return found ? "Alt " + (found[1] || found[2]) : "";
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.shiftKey) { return "Ctrl Enter"; }
    if (event.ctrlKey || event.metaKey || event.shiftKey || isWriting(event.target)) { return ""; }
    if (event.key === "Enter") { return /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName) ? "" : "Enter"; }
    return event.code === "KeyR" ? "Enter" : "";
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || isComposing(event)) { return; }
    var key = named(event);
    if (!key) { return; }
    var target = Array.prototype.filter.call(document.querySelectorAll("[data-key]"), function (one) {
      return one.getAttribute("data-key") === key && !one.disabled && one.getClientRects().length > 0;
    })[0];
    if (!target) { return; }
    event.preventDefault();
    if (event.repeat || busy) { return; }
    if (key === "Enter" && Date.now() - turnSince < SEEN) { say(words.fresh, true); return; }
    if (target.tagName === "LABEL") { target.querySelector("input").click(); if (text) { text.focus(); } return; }
    target.click();
  });

  /* Since when the turn that would come out has stood there: nobody lets out by a second press what came up that moment. */
  var turnShown = "", turnSince = Date.now();
  function looked() {
    var found = document.querySelector("[data-turn]"), name = found ? found.getAttribute("data-turn") : "";
    if (name !== turnShown) { turnShown = name; turnSince = Date.now(); }
    /* who took over gets the draft into an empty box */
    var took = document.querySelector("[data-told]"), open = document.querySelector("#ld-mine a[href^='?turn=']");
    if (took && open && box && desk === "typist" && !text.value && box.elements.version.value === "0" && !looked.once) {
      looked.once = true;
      window.location.assign(open.getAttribute("href"));
    }
  }

  /* ── clocks ── */
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function length(seconds) {
    var minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    return (hours ? hours + ":" + two(minutes % 60) : minutes) + ":" + two(seconds % 60);
  }

  /* only what is another word than before: whoever watches the page isn't woken for nothing */
  function write(element, words) { if (element.textContent !== words) { element.textContent = words; } }

  function tick() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-until]"), function (one) {
      var left = Math.round((Date.parse(one.getAttribute("data-until")) - now()) / 1000);
      write(one, left >= 0 ? length(left) : words.over + " +" + length(-left));
      one.classList.toggle("is-over", left < 0);
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-since]"), function (one) {
      write(one, length(Math.max(0, Math.round((now() - Date.parse(one.getAttribute("data-since"))) / 1000))));
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-clock]"), function (one) {
      var at = new Date(now());
      write(one, two((at.getUTCHours() + 8) % 24) + ":" + two(at.getUTCMinutes()) + ":" + two(at.getUTCSeconds()));
    });
  }
  looked();
  tick();
  window.setInterval(tick, 1000);
  /* parts that came are looked at, and their clocks set, before they are seen */
  if (window.MutationObserver) {
    new MutationObserver(function () { looked(); tick(); }).observe(document.body, {childList: true, subtree: true});
  }

  function online() {
    var here = navigator.onLine !== false;
    document.body.classList.toggle("is-offline", !here);
    if (line) { line.textContent = here ? "" : words.offline; }
  }
  window.addEventListener("online", online);
  window.addEventListener("offline", online);
  online();
})();
