/* The readers' live page. Turns come whole with the live events (js/live.js), by a stream or by asking. What a reader lacks
   is noticed by the places, which have no gaps, and asked for at an address that all who lack the same share. */
(function () {
  "use strict";

  var root = document.getElementById("live");
  if (!root || !window.fetch) { return; }

  var list = document.getElementById("live-turns"), pill = document.getElementById("live-pill");
  var said = document.getElementById("live-said"), lost = document.getElementById("live-lost");
  var none = document.getElementById("live-none"), order = document.getElementById("live-order");
  var form = document.getElementById("live-one").content;
  var have = Number(root.getAttribute("data-released")), gone = {};
  var ahead = Number(root.getAttribute("data-now")) - Date.now(), fresh = Date.now(), down = 0;
  var newest = kept("yangguang-live-order") === "newest", unseen = [], unsaid = 0, sayLater = 0;
  var asking = false, again = false, askLater = 0;
  var SAFE = 60000, SLOWEST = 15000;

  function word(name) { return root.getAttribute("data-" + name) || ""; }
  function kept(name) { try { return window.localStorage.getItem(name); } catch (e) { return null; } }
  function keep(name, value) { try { window.localStorage.setItem(name, value); } catch (e) { /* no storage */ } }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function hhmm(milliseconds) {
    var day = new Date(milliseconds + 8 * 3600000);  /* Asia/Shanghai, wherever the reader is */
    return day.getUTCHours() + ":" + two(day.getUTCMinutes());
  }
  function each(things, call) { Array.prototype.forEach.call(things, call); }

  /* ── turns ── */
  function made(told) {
    var item = document.importNode(form, true).firstElementChild, who = item.querySelector(".lt__who");
    item.id = "t-" + told.turn;
    item.className = "lt lt--" + told.speaker;
    item.setAttribute("data-turn", told.turn);
    item.setAttribute("data-place", told.place);
    item.setAttribute("data-spot", told.spot);
    if (told.speaker === "question" && told.chosen) { item.setAttribute("data-chosen", told.chosen); }
    who.querySelector("b").textContent = told.speaker === "guest" ? told.who : word(told.speaker);
    if (told.post) { who.querySelector("span").textContent = told.post; } else { who.removeChild(who.querySelector("span")); }
    who.querySelector("time").textContent = hhmm(told.at * 1000);
    who.querySelector("time").setAttribute("datetime", new Date(told.at * 1000).toISOString());
    item.querySelector(".lt__text").textContent = told.text;
    var figure = item.querySelector("figure");
    if (told.picture) {
      var image = figure.querySelector("img");
      image.width = told.width;
      image.height = told.height;
      image.alt = told.caption || word("alt");
      image.src = word("picture").replace(/\/0\/whole$/, "/" + told.picture + (told.width > 640 ? "/640.jpeg" : "/whole"));
      if (told.caption) { figure.querySelector("figcaption").textContent = told.caption; } else { figure.removeChild(figure.querySelector("figcaption")); }
    } else {
      item.removeChild(figure);
    }
    return item;
  }

  function number(item, name) { return Number(item.getAttribute("data-" + name)); }

  /* Into its spot, without moving what somebody is reading. */
  function put(item) {
    var turn = item.getAttribute("data-turn"), before = document.getElementById("t-" + turn);
    if (gone[turn] || before && list.contains(before)) { return; }
    var next = null;
    each(list.children, function (other) {
      var later = number(other, "spot") - number(item, "spot") || number(other, "place") - number(item, "place");
      if (!next && (newest ? later < 0 : later > 0)) { next = other; }
    });
    steady(function () { list.insertBefore(item, next); });
    none.hidden = true;
    if (!visible(item)) { unseen.push(item); }
    unsaid += 1;
    showPill();
    sayLater = sayLater || window.setTimeout(say, 4000);  /* a burst is one sentence */
  }

  function pull(turn) {
    gone[turn] = true;
    var item = document.getElementById("t-" + turn);
    if (!item || !list.contains(item)) { return; }
    if (item.contains(document.activeElement)) { document.getElementById("main").focus(); }
    steady(function () { list.removeChild(item); });
    unseen = unseen.filter(function (other) { return other !== item; });
    showPill();
    none.hidden = list.children.length > 0;
    said.textContent = word("pulled");
  }

  /* What is above the reader grows or shrinks: the lines on the screen stay where they are. */
  function steady(change) {
    var mark = null;
    each(list.children, function (item) { if (!mark && item.getBoundingClientRect().bottom > 0) { mark = item; } });
    var begun = list.getBoundingClientRect().top < 0;
    var top = mark && begun ? mark.getBoundingClientRect().top : 0;
    change();
    if (mark && begun && list.contains(mark)) {
      window.scrollBy({top: mark.getBoundingClientRect().top - top, behavior: "instant"});
    }
  }

  function visible(item) {
    var box = item.getBoundingClientRect();
    return box.top < window.innerHeight && box.bottom > 0 && !document.hidden;
  }

  function showPill() {
    unseen = unseen.filter(function (item) { return !visible(item); });
    pill.hidden = !unseen.length;
    pill.textContent = unseen.length === 1 ? word("said-one") : word("said").replace("{n}", unseen.length);
  }

  function say() {
    sayLater = 0;
    said.textContent = unsaid === 1 ? word("said-one") : word("said").replace("{n}", unsaid);
    unsaid = 0;
  }

  pill.addEventListener("click", function () {
    var first = unseen.slice().sort(function (a, b) { return number(a, "place") - number(b, "place"); })[newest ? unseen.length - 1 : 0];
    unseen = [];
    showPill();
    if (!first) { return; }
    first.scrollIntoView({block: newest ? "start" : "center"});
    first.focus({preventScroll: true});
  });
  window.addEventListener("scroll", function () { if (!pill.hidden) { showPill(); } }, {passive: true});

  /* ── order ── */
  function arrange() {
    var items = Array.prototype.slice.call(list.children).sort(function (a, b) {
      return (number(a, "spot") - number(b, "spot") || number(a, "place") - number(b, "place")) * (newest ? -1 : 1);
    });
    items.forEach(function (item) { list.appendChild(item); });
    list.reversed = newest;
    order.textContent = newest ? order.getAttribute("data-oldest") : order.getAttribute("data-newest");
  }
  order.hidden = false;
  order.removeAttribute("aria-pressed");
  order.addEventListener("click", function () {
    newest = !newest;
    keep("yangguang-live-order", newest ? "newest" : "oldest");
    arrange();
  });
  arrange();

  /* ── how it stands ── */
  function ask(wait) {
    if (asking) { again = true; return; }
    window.clearTimeout(askLater);
    askLater = window.setTimeout(fetchLacking, wait);
  }

  function fetchLacking() {
    var over = "AbortController" in window ? new AbortController() : null;
    var patience = window.setTimeout(function () { if (over) { over.abort(); } }, SLOWEST);
    asking = true;
    fetch(word("after").replace(/\/0\/$/, "/" + have + "/"), {credentials: "same-origin", signal: over ? over.signal : undefined})
      .then(function (answer) {
        if (answer.status === 404) { window.location.reload(); }
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      }).then(function (text) { line(true); takeLacking(text); }, function () { line(false); })
      .then(function () {
        window.clearTimeout(patience);
        asking = false;
        ask(again ? 300 : down ? 4000 : SAFE * (0.8 + Math.random() * 0.4));
        again = false;
      });
  }

  function takeLacking(text) {
    var page = new DOMParser().parseFromString(text, "text/html"), part = page.getElementById("live-after");
    if (!part) { return; }
    var pulled = (part.getAttribute("data-pulled") || "").split(" ");
    pulled.forEach(function (turn) { if (turn && !gone[turn]) { pull(turn); } });
    each(part.querySelectorAll("ol > li"), function (item) { put(document.importNode(item, true)); });
    have = Math.max(have, Number(part.getAttribute("data-released")));
    ["live-state", "live-media", "live-now"].forEach(function (id) {
      var mine = document.getElementById(id), other = page.getElementById(id);
      if (!mine || !other || mine.outerHTML === other.outerHTML) { return; }
      if (id === "live-media" && mine.querySelector("audio, video") && mine.innerHTML === other.innerHTML) { return; }
      mine.parentNode.replaceChild(document.importNode(other, true), mine);
    });
    mark();
  }

  function mark() {
    var chosen = document.getElementById("live-now").getAttribute("data-chosen");
    each(list.children, function (item) {
      item.classList.toggle("is-asked", chosen !== "0" && item.getAttribute("data-chosen") === chosen);
    });
  }

  function change(told) {
    var state = document.getElementById("live-state"), now = document.getElementById("live-now");
    if (state.getAttribute("data-state") !== told.state || told.state === "over") {
      var tag = state.querySelector(".tag");
      state.setAttribute("data-state", told.state);
      if (tag && word(told.state)) {
        tag.textContent = word(told.state);
        tag.setAttribute("data-s", {on: "now", paused: "half", over: "ok"}[told.state]);
        each(state.querySelectorAll("p"), function (line) { line.textContent = ""; });
      }
      said.textContent = word(told.state);
    }
    now.setAttribute("data-chosen", told.chosen || 0);
    now.querySelector(".lnow__q").textContent = told.question || "";
    now.hidden = !told.question || told.state === "over";
    mark();
    ask(500 + Math.random() * 5000);  /* what the event doesn't hold; not everybody at once */
  }

  /* ── the line ── */
  function line(up) {
    if (up) {
      if (lost.textContent) { said.textContent = word("back"); }
      down = 0;
      fresh = Date.now();
      lost.textContent = "";
      root.classList.remove("is-lost");
    } else if (!down) {
      down = Date.now();
      window.setTimeout(showLost, navigator.onLine === false ? 0 : 4000);  /* a server's restart needn't be told */
    }
  }

  function showLost() {
    if (!down) { return; }
    root.classList.add("is-lost");
    lost.textContent = word("lost").replace("{time}", hhmm(fresh + ahead));
  }

  root.addEventListener("live:told", function (event) {
    var told = event.detail.data;
    line(true);
    if (told.what === "turn") {
      if (told.text) { put(made(told)); }
      if (told.place === have + 1) { have = told.place; } else if (told.place > have) { ask(Math.random() * 500); }
      mark();
    } else if (told.what === "pulled") {
      pull(String(told.turn));
      if (told.place > have) { ask(Math.random() * 500); }
    } else if (told.what === "state") {
      change(told);
    }
  });
  root.addEventListener("live:begun", function () { ask(Math.random() * 2000); });
  root.addEventListener("live:reset", function () { ask(Math.random() * 2000); });
  root.addEventListener("live:line", function (event) {
    if (event.detail && !down) { fresh = Date.now(); return; }
    if (event.detail) { ask(Math.random() * 1000); } else { line(false); }
  });
  window.addEventListener("offline", function () { line(false); showLost(); });
  window.addEventListener("online", function () { ask(Math.random() * 1000); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(Math.random() * 500); showPill(); } });
  ask(1000 + Math.random() * 3000);
})();
