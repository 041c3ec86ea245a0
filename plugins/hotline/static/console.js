/* The operator's console while somebody types: what was typed is kept on the server, earlier contacts, likely duplicates,
   emergencies and published answers are looked up. Without this file the form does the same, page by page. */
(function () {
  "use strict";

  var main = document.querySelector("[data-console]");
  var form = document.getElementById("intake");
  if (!main || !form || !window.fetch) { return; }

  var words = JSON.parse(main.getAttribute("data-words"));
  var SAVE_AFTER = 700, LOOK_AFTER = 250, HEARTBEAT = 15000;
  var fields = form.elements;
  var skew = Date.parse(main.getAttribute("data-now")) - Date.now();
  var local = "private-intake-" + fields.key.value;
  var stopped = false, offline = false, lastHeard = Date.now(), leaving = false;

  function byId(id) { return document.getElementById(id); }
  function now() { return Date.now() + skew; }
  function say(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }
  function hour(moment) {
    return new Intl.DateTimeFormat("zh-CN", {hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai"})
      .format(moment);
  }
  function data(more) {
    var body = new FormData(form);
    Object.keys(more || {}).forEach(function (name) { body.set(name, more[name]); });
    return new URLSearchParams(body);
  }
  function send(url, body, options) {
    return fetch(url, Object.assign({method: "POST", body: body, credentials: "same-origin",
      headers: {"Accept": "application/json, text/html", "X-Requested-With": "fetch"}}, options || {})).then(heard, unheard);
  }
  function heard(answer) {
    lastHeard = Date.now();
    if (offline) { setOffline(false); }
    if (answer.redirected && answer.url.indexOf("/sign-in") > 0) { status(words.signin); keepHere(); throw new Error("signed out"); }
    return answer;
  }
  function unheard(problem) {
    if (problem.name !== "AbortError" && !leaving) { setOffline(true); }
    throw problem;
  }

  /* ── drafts ── */
  var saving = null, saveTimer = null, dirty = false, sentBody = body_now();

  function body_now() {
    var copy = new FormData(form);
    ["csrf_token", "version", "find"].forEach(function (name) { copy.delete(name); });
    return new URLSearchParams(copy).toString();
  }
  function status(text) { var place = byId("op-saved"); if (place && place.textContent !== text) { place.textContent = text; } }

  function changed() {
    dirty = body_now() !== sentBody;
    if (!dirty || stopped) { return; }
    if (!offline) { status(words.saving); }
    window.clearTimeout(saveTimer);
    saveTimer = window.setTimeout(save, SAVE_AFTER);
  }

  function save(over) {
    window.clearTimeout(saveTimer);
    if (saving) { return saving.then(function () { return save(over); }); }
    if ((!dirty || stopped) && over !== true) { return Promise.resolve(); }
    var sent = body_now();
    saving = send(main.getAttribute("data-draft-url"), data(over === true ? {over: "1"} : {})).then(function (answer) {
      if (answer.status === 409) { return answer.json().then(clash); }
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json().then(function (kept) {
        fields.version.value = kept.version;
        sentBody = sent;
        dirty = body_now() !== sentBody;
        stopped = false;
        forgetHere();
        status(say(words.saved, {time: kept.time}));
        if (dirty) { changed(); }
      });
    }).catch(function () { keepHere(); }).then(function () { saving = null; });
    return saving;
  }

  function keepHere() {
    try { window.sessionStorage.setItem(local, JSON.stringify({version: fields.version.value, body: body_now()})); } catch (full) { /* memory keeps it */ }
    if (dirty) { status(words.kept); }
  }
  function forgetHere() { try { window.sessionStorage.removeItem(local); } catch (none) { /* nothing to forget */ } }

  function takeUpFromHere() {
    var kept = null;
    try { kept = JSON.parse(window.sessionStorage.getItem(local) || "null"); } catch (broken) { return; }
    if (!kept) { return; }
    if (kept.version !== fields.version.value) { forgetHere(); return; }
    new URLSearchParams(kept.body).forEach(function (value, name) {
      var field = fields[name];
      if (!field || name === "csrf_token" || name === "key") { return; }
      if (field.type === "checkbox") { field.checked = true; } else { field.value = value; }
    });
    dirty = true;
    changed();
    look();
  }

  function clash(told) {
    stopped = true;
    var strip = byId("op-clash");
    strip.querySelector("p").textContent = told.finished ? words.finished : say(words.elsewhere, {time: told.time});
    strip.hidden = false;
  }
  byId("op-clash").addEventListener("click", function (event) {
    var choice = event.target.getAttribute && event.target.getAttribute("data-clash");
    if (choice === "theirs") { leaving = true; forgetHere(); window.location.reload(); }
    if (choice === "mine") { byId("op-clash").hidden = true; dirty = true; save(true); }
  });

  /* ── what is looked up while typing ── */
  var lookTimer = null, asked = null, lookedAt = "", looks = 0;

  function lookSoon() { window.clearTimeout(lookTimer); lookTimer = window.setTimeout(look, LOOK_AFTER); }

  function look() {
    var body = data();
    body.delete("csrf_token");
    var same = body.toString();
    if (same === lookedAt) { return; }
    lookedAt = same;
    var mine = looks += 1;
    if (asked) { asked.abort(); }
    asked = window.AbortController ? new AbortController() : null;
    send(main.getAttribute("data-assist-url"), data(), asked ? {signal: asked.signal} : {}).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) { if (text && mine === looks) { show(text); } }, function () { if (mine === looks) { lookedAt = ""; } });
  }

  function show(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html");
    ["op-who", "op-history", "op-alarm", "op-term", "op-dup", "op-answers", "op-lang"].forEach(function (id) {
      var part = fresh.getElementById(id), place = byId(id);
      if (part && place && part.innerHTML !== place.innerHTML) { place.innerHTML = part.innerHTML; }
    });
    var guess = fresh.getElementById("op-topic");
    if (!guess) { return; }
    if (!fields.topic.value && guess.getAttribute("data-topic")) { fields.topic.value = guess.getAttribute("data-topic"); changed(); }
    if (!fields.department.value && guess.getAttribute("data-department")) {
      fields.department.value = guess.getAttribute("data-department");
    }
    var likely = document.querySelector("[data-likely]");
    if (likely) { fields.offered.value = likely.getAttribute("data-likely"); }
  }

  /* ── the form's own ways ── */
  function picked(name) { var one = form.querySelector("[name=" + name + "]:checked") || document.querySelector("[name=" + name + "][form=intake]:checked"); return one ? one.value : ""; }
  function pick(name, value) {
    document.querySelectorAll("[name=" + name + "]").forEach(function (one) { one.checked = one.value === value; });
  }
  var RESULT_OF = {answer: "answered", dispatch: "passed", seat: "passed", callback: "callback"};
  var HANDLE_OF = {answered: "answer", callback: "callback"};

  function suit() {
    var handle = picked("handle");
    document.querySelectorAll("[data-for]").forEach(function (part) { part.hidden = part.getAttribute("data-for") !== handle; });
    document.querySelectorAll("[data-not]").forEach(function (part) { part.hidden = part.getAttribute("data-not") === handle; });
    document.querySelector(".igtext").classList.toggle("igtext--one", handle !== "answer");
    fields.department.disabled = handle !== "dispatch";
  }

  form.addEventListener("input", typed);
  document.addEventListener("change", function (event) { if (event.target.form === form) { typed(event); } });
  document.addEventListener("input", function (event) { if (event.target.form === form && !form.contains(event.target)) { typed(event); } });

  function typed(event) {
    var name = event.target.name;
    if (name === "handle") {
      if (picked("result") !== "void") { pick("result", RESULT_OF[picked("handle")]); }
      suit();
      focusNextTo();
    }
    if (name === "result" && HANDLE_OF[picked("result")]) { pick("handle", HANDLE_OF[picked("result")]); suit(); }
    changed();
    lookSoon();
  }
  function focusNextTo() {
    var to = {answer: "reply", dispatch: "department", callback: "callback_at"}[picked("handle")];
    if (to && !(to === "reply" && fields.reply.value)) { fields[to].focus(); }
  }

  function insert(field, text) {
    var before = field.value;
    field.value = before && !/\n$/.test(before) ? before + "\n" + text : before + text;
    field.scrollTop = field.scrollHeight;
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button");
    if (!button) { return; }
    if (button.hasAttribute("data-quote")) { event.preventDefault(); quote(button); }
    else if (button.hasAttribute("data-merge")) { event.preventDefault(); fields.merge.value = button.getAttribute("data-merge"); settled(); }
    else if (button.hasAttribute("data-apart")) { event.preventDefault(); add(fields.not_same, button.getAttribute("data-apart")); settled(); }
    else if (button.hasAttribute("data-sos")) { event.preventDefault(); sos(button); }
    else if (button.hasAttribute("data-number")) { event.preventDefault(); fullNumber(button); }
    else if (button.name === "do") { hand_in(button); }
  });

  function add(field, more) { field.value = field.value ? field.value + "," + more : more; }
  function settled() { changed(); look(); }

  function quote(button) {
    var id = button.getAttribute("data-quote"), text = byId("ans-" + id).textContent;
    if (picked("handle") !== "answer") { pick("handle", "answer"); pick("result", "answered"); suit(); }
    if (("," + fields.answers.value + ",").indexOf("," + id + ",") < 0) { add(fields.answers, id); }
    insert(fields.reply, text);
    fields.reply.focus();
    changed();
  }

  function sos(button) {
    var service = button.getAttribute("data-sos");
    fields.urgent.checked = true;
    send(main.getAttribute("data-sos-url"), data({service: service, kind: button.getAttribute("data-kind") || ""})).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      var line = document.createElement("p");
      line.className = "optold";
      line.innerHTML = "<span class=\"tag\" data-s=\"ok\"></span>";
      line.firstChild.textContent = say(words.told, {time: told.time, service: service});
      var strip = button.closest(".dup");
      if (strip) { strip.parentElement.replaceChild(line, strip); } else { byId("op-alarm").appendChild(line); }
      add(fields.told, service);
      var menu = byId("op-sos");
      if (menu.open) { menu.open = false; }
      fields.words.focus();
      changed();
    }).catch(function () { status(words.failed); });
  }

  function fullNumber(button) {
    send(main.getAttribute("data-number-url"), data()).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      byId("op-number").textContent = told.number;
      button.remove();
    }).catch(function () { status(words.failed); });
  }

  /* Every other button sends the form. What was typed is on its way with it; a second press is one too many. */
  var handedIn = false;
  function hand_in() { window.setTimeout(function () { document.body.classList.add("is-busy"); }, 0); }
  form.addEventListener("submit", function (event) {
    if (handedIn) { event.preventDefault(); return; }
    handedIn = true;
    leaving = true;
    window.clearTimeout(saveTimer);
    stopped = true;
    forgetHere();
    /* sent, but nothing came: the page still stands, and may send again */
    window.setTimeout(function () { handedIn = false; stopped = false; document.body.classList.remove("is-busy"); }, 8000);
  });

  /* ── the connection and the clocks ── */
  function setOffline(off) {
    offline = off;
    document.body.classList.toggle("is-offline", off);
    var link = byId("op-link");
    if (!link.hasAttribute("data-usual")) { link.setAttribute("data-usual", link.innerHTML); }
    if (off) {
      link.innerHTML = "<span class=\"tag\" data-s=\"warn\"></span>";
      link.firstChild.textContent = say(words.offline, {time: hour(lastHeard + skew)});
      keepHere();
    } else {
      link.innerHTML = link.getAttribute("data-usual");
      changed();
      save();
    }
  }
  window.addEventListener("offline", function () { setOffline(true); });
  window.addEventListener("online", beat);

  function beat() {
    var body = new URLSearchParams({csrf_token: fields.csrf_token.value});
    send(main.getAttribute("data-beat-url"), body).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      if (!text) { return; }
      var fresh = new DOMParser().parseFromString(text, "text/html");
      ["op-state", "op-line"].forEach(function (id) {
        var part = fresh.getElementById(id), place = byId(id);
        if (part && place && window.takesPart(place, part) && part.innerHTML !== place.innerHTML) { place.innerHTML = part.innerHTML; }
      });
      tick();
    }, function () {});
  }
  window.setInterval(beat, HEARTBEAT);

  function span(seconds) {
    var rest = Math.max(0, Math.floor(seconds));
    var text = ("0" + Math.floor(rest / 60) % 60).slice(-2) + ":" + ("0" + rest % 60).slice(-2);
    return rest >= 3600 ? Math.floor(rest / 3600) + ":" + text : text;
  }
  var beats = 0;
  function tick() {
    if (offline) { return; }
    /* the call's own clock runs by the second; those who wait, every ten: a calm page */
    var all = beats % 10 === 0 ? "[data-since]" : ".opbar [data-since]";
    document.querySelectorAll(all).forEach(function (place) {
      var until = place.getAttribute("data-until");
      var text = until ? span((Date.parse(until) - now()) / 1000) : span((now() - Date.parse(place.getAttribute("data-since"))) / 1000);
      if (place.textContent !== text) { place.textContent = text; }
    });
    var clock = document.querySelector("[data-clock]");
    if (clock && clock.textContent !== hour(now())) { clock.textContent = hour(now()); }
  }
  window.setInterval(function () { beats += 1; tick(); }, 1000);

  window.addEventListener("pagehide", function () {
    if (dirty && !stopped && !leaving) {
      /* to the server, and into this window: a reload may be quicker than what is on its way */
      keepHere();
      fetch(main.getAttribute("data-draft-url"), {method: "POST", body: data(), credentials: "same-origin", keepalive: true}).catch(function () {});
    }
    leaving = true;
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { window.location.reload(); } });

  suit();
  tick();
  takeUpFromHere();
  var errors = byId("errsum"), first = fields.phone && fields.phone.type !== "hidden" && !fields.phone.value ? fields.phone : fields.title;
  if (!errors) { first.focus(); first.select(); }
})();
