/* Live parts of a page. One stream per browser, however many tabs: the tabs agree on one that holds it (Web Locks)
   and hand on what it hears (BroadcastChannel). Where a browser has neither, or the stream doesn't come through, the
   page asks every few seconds. Without this file pages are as fresh as their last load.

   data-live="STREAM:CAMPAIGN[:KEY] …"   what this element follows
   data-live-src="/address"              asked when something happened; parts with the same id are replaced
   data-live-show                        or: the element is hidden until something happened
   data-as-of="MOMENT"                   when the facts of a part were read (ISO); an older part never replaces a newer one
   data-live-counted="CHANNEL"           this browser is counted as a reader of it
   An element without an address gets the events live:told (detail: what was told) and live:reset instead; live:begun when
   the stream stands (what happened between the page's making and now may be asked for), live:line (detail: whether news
   can come). */
(function () {
  "use strict";

  /* A slow answer can't be older than this; a greater step back means that the server's clock was set. */
  var SLOWEST = 15000;

  /* Whether a part that came is at least as new as what stands in the page; if so, its moment is the page's now.
     For every script that puts parts into a page. */
  window.takesPart = function (element, part) {
    var moment = part.getAttribute("data-as-of");
    var behind = Date.parse(element.getAttribute("data-as-of")) - Date.parse(moment);
    if (behind > 0 && behind <= 2 * SLOWEST) { return false; }
    if (moment) { element.setAttribute("data-as-of", moment); }
    return true;
  };

  var items = Array.prototype.slice.call(document.querySelectorAll("[data-live]"));
  if (!items.length || !window.fetch) { return; }

  var POLL = 5000, TRY_STREAM_AGAIN = 300000, TAB_GONE = 150000;
  var mine = channelsOf(items);
  var tab = String(Math.random()).slice(2);
  var last = null;
  var line = "BroadcastChannel" in window ? new BroadcastChannel("yangguang-live") : null;
  var leader = null;
  var fresh = firstTimes(items);

  /* The counted channels that this browser opens for the first time. */
  function firstTimes(elements) {
    return elements.map(function (element) { return element.getAttribute("data-live-counted"); }).filter(function (name) {
      if (!name) { return false; }
      try {
        if (window.localStorage.getItem("yangguang-read:" + name)) { return false; }
        window.localStorage.setItem("yangguang-read:" + name, "1");
      } catch (e) { /* no storage: each page counts */ }
      return true;
    });
  }
  window.setTimeout(function () { fresh = []; }, 20000);

  function channelsOf(elements) {
    var names = {};
    elements.forEach(function (element) {
      element.getAttribute("data-live").split(/\s+/).forEach(function (name) { if (name) { names[name] = true; } });
    });
    return Object.keys(names);
  }

  /* ── what this page does with news ── */
  var asking = {};  /* address → planned, asked, or again: something happened since it was asked */

  function carries(name, told) {
    var parts = name.split(":");
    return parts[0] === told.stream && parts[1] === String(told.campaign) &&
      (parts.length < 3 || parts[2] === String(told.key));
  }

  function follow(told) {
    items.forEach(function (element) {
      if (channelsOf([element]).some(function (name) { return carries(name, told); })) { freshen(element, 800, told); }
    });
  }

  function freshen(element, spread, told) {
    var source = element.getAttribute("data-live-src");
    if (element.hasAttribute("data-live-show")) { element.hidden = false; }
    if (!source) { element.dispatchEvent(new CustomEvent(told ? "live:told" : "live:reset", {detail: told})); }
    if (source) { ask(source, spread); }
  }

  /* One question at a time for each address, so that no answer overtakes another; what is told meanwhile may be missing
     from the answer, and is asked for after it. */
  function ask(source, spread) {
    if (asking[source]) {
      if (asking[source] === "asked") { asking[source] = "again"; }
      return;
    }
    asking[source] = "planned";
    /* many readers hear at the same moment: they don't ask at the same moment */
    window.setTimeout(function () {
      var over = "AbortController" in window ? new AbortController() : null;
      var patience = window.setTimeout(function () { if (over) { over.abort(); } }, SLOWEST);
      asking[source] = "asked";
      fetch(source, {credentials: "same-origin", signal: over ? over.signal : undefined}).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(replaceParts, function () {}).then(function () {
        var again = asking[source] === "again";
        window.clearTimeout(patience);
        delete asking[source];
        if (again) { ask(source, spread); }
      });
    }, 100 + Math.random() * spread);
  }

  function replaceParts(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html");
    items.forEach(function (element) {
      var part = element.id && fresh.getElementById(element.id);
      if (!part || !window.takesPart(element, part) || part.innerHTML === element.innerHTML) { return; }
      var chosen = element.querySelector("input:checked");
      var focused = element.contains(document.activeElement) ? document.activeElement : null;
      element.innerHTML = part.innerHTML;
      again(element, chosen, function (input) { if (!input.disabled) { input.checked = true; } });
      again(element, focused, function (input) { input.focus(); });
    });
  }

  function again(element, before, then) {
    if (!before || !before.name) { return; }
    Array.prototype.forEach.call(element.querySelectorAll("[name]"), function (input) {
      if (input.name === before.name && input.value === before.value) { then(input); }
    });
  }

  function refreshAll(quietly) {
    items.forEach(function (element) {
      if (!quietly || !element.hasAttribute("data-live-show")) { freshen(element, 400); }
    });
  }

  /* ── the one that holds the stream ── */
  function Leader() {
    this.tabs = {};
    this.tabs[tab] = {channels: mine, fresh: fresh, seen: Infinity};
    this.told = {};  /* counted channels that the server heard of */
    this.failures = 0;
    this.open();
  }

  Leader.prototype.wanted = function () {
    var names = {}, tabs = this.tabs, now = Date.now();
    Object.keys(tabs).forEach(function (id) {
      if (now - tabs[id].seen > TAB_GONE) { delete tabs[id]; return; }
      tabs[id].channels.forEach(function (name) { names[name] = true; });
    });
    return Object.keys(names).sort();
  };

  Leader.prototype.address = function (path) {
    var query = this.wanted().map(function (name) { return "ch=" + encodeURIComponent(name); });
    var told = this.told, tabs = this.tabs;
    Object.keys(tabs).forEach(function (id) {
      tabs[id].fresh.forEach(function (name) {
        if (!told[name]) { told[name] = true; query.push("new=" + encodeURIComponent(name)); }
      });
    });
    if (last !== null) { query.push("after=" + last); }
    return path + "?" + query.join("&");
  };

  Leader.prototype.hear = function (id, channels, first) {
    var before = this.wanted().join();
    this.tabs[id] = {channels: channels, fresh: first || [], seen: Date.now()};
    if (this.wanted().join() !== before) { this.open(); }
  };

  Leader.prototype.open = function () {
    var self = this, source;
    this.close();
    if (!window.EventSource) { this.poll(); return; }
    source = this.source = new EventSource(this.address("/live"));
    source.onopen = function () { self.failures = 0; pass({what: "line", up: true}); };
    source.onmessage = function (event) {
      last = Number(event.lastEventId);
      pass({what: "told", id: last, told: JSON.parse(event.data)});
    };
    source.addEventListener("reset", function (event) {
      var anew = last !== null;
      last = Number(event.lastEventId);
      pass({what: anew ? "reset" : "begun", id: last});
    });
    source.onerror = function () {
      pass({what: "line", up: false});
      if (source.readyState !== 2) { return; }  /* the browser tries again by itself */
      self.failures += 1;
      if (self.failures >= 3) { self.poll(); return; }
      self.later = window.setTimeout(function () { self.open(); }, 2000 * self.failures);
    };
  };

  Leader.prototype.poll = function () {
    var self = this, until = Date.now() + TRY_STREAM_AGAIN;
    this.close();
    function ask() {
      fetch(self.address("/live/poll"), {credentials: "same-origin"}).then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      }).then(function (news) {
        var first = last === null;
        last = news.last;
        pass({what: "line", up: true});
        if (first) { pass({what: "begun", id: last}); }
        if (news.reset && !first) { pass({what: "reset", id: last}); }
        news.events.forEach(function (event) { pass({what: "told", id: event.id, told: event}); });
        next(POLL);
      }, function () { pass({what: "line", up: false}); next(POLL * 2); });
    }
    function next(wait) {
      var again = window.EventSource && Date.now() > until;
      self.later = window.setTimeout(again ? function () { self.failures = 0; self.open(); } : ask, wait * (0.8 + Math.random() * 0.4));
    }
    ask();
  };

  Leader.prototype.close = function () {
    window.clearTimeout(this.later);
    if (this.source) { this.source.close(); this.source = null; }
  };

  function pass(news) {
    if (line) { line.postMessage(news); }
    take(news);
  }

  function take(news) {
    if (news.what === "line") { say("live:line", news.up); return; }
    last = news.id;
    if (news.what === "begun") { say("live:begun"); return; }
    if (news.what === "reset") { refreshAll(false); } else { follow(news.told); }
  }

  function say(name, detail) {
    items.forEach(function (element) { element.dispatchEvent(new CustomEvent(name, {detail: detail})); });
  }

  function sayWants() {
    if (line && !leader) { line.postMessage({what: "want", tab: tab, channels: mine, fresh: fresh}); }
  }

  if (line) {
    line.onmessage = function (event) {
      var news = event.data;
      if (news.what === "want") { if (leader) { leader.hear(news.tab, news.channels, news.fresh); } }
      else if (news.what === "ask") { sayWants(); }
      else if (news.what === "bye") { if (leader) { delete leader.tabs[news.tab]; } }
      else { take(news); }
    };
  }

  if (line && navigator.locks) {
    sayWants();
    window.setInterval(sayWants, 30000);
    navigator.locks.request("yangguang-live", function () {
      leader = new Leader();
      line.postMessage({what: "ask"});
      return new Promise(function () {});  /* held until this tab goes */
    });
  } else {
    leader = new Leader();
  }

  window.addEventListener("pagehide", function () {
    if (leader) { leader.close(); }
    if (line) { line.postMessage({what: "bye", tab: tab}); }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { refreshAll(true); if (leader) { leader.open(); } }
  });

  /* something may have happened between the page's making and now */
  refreshAll(true);
})();
