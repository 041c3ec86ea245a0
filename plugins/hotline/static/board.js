/* The live board. It hears from js/live.js that something changed and asks for the part that changes; every so often
   it asks anyway, so that a lost line shows. Durations tick by themselves between two answers.

   #board[data-board-src]    where the part is
         [data-board-every]  milliseconds between two askings when nothing is heard (a wall hears nothing)
         [data-now]          the product's clock when the page was made, in milliseconds */
(function () {
  "use strict";

  var board = document.querySelector("[data-board]");
  if (!board || !window.fetch) { return; }

  var source = board.getAttribute("data-board-src"), every = Number(board.getAttribute("data-board-every"));
  var lost = document.getElementById("board-lost");
  var ahead = Number(board.getAttribute("data-now")) - Date.now();
  var tag = "", asking = false, again = false, failures = 0, timer = 0, fresh = Date.now(), planned = false;
  var PATIENCE = 8000;

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function span(seconds) {
    var whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600), rest = whole % 3600;
    var short = two(Math.floor(rest / 60)) + ":" + two(rest % 60);
    return hours ? hours + ":" + short : short;
  }

  function clock(milliseconds) {
    var day = new Date(milliseconds + 8 * 3600000);  /* Asia/Shanghai, wherever the screen stands */
    return day.getUTCHours() + ":" + two(day.getUTCMinutes());
  }

  function tick() {
    if (failures) { return; }
    var now = Date.now() + ahead;
    Array.prototype.forEach.call(board.querySelectorAll("[data-since]"), function (element) {
      var text = span((now - Number(element.getAttribute("data-since"))) / 1000);
      if (element.textContent !== text) { element.textContent = text; }
    });
    var shown = board.querySelector("[data-clock]");
    if (shown && shown.textContent !== clock(now)) { shown.textContent = clock(now); }
  }

  /* ── asking ── */
  function ask() {
    if (asking) { again = true; return; }
    asking = true;
    planned = false;
    window.clearTimeout(timer);
    var over = "AbortController" in window ? new AbortController() : null;
    var patience = window.setTimeout(function () { if (over) { over.abort(); } }, PATIENCE);
    fetch(source, {
      credentials: "same-origin", redirect: "error", headers: tag ? {"If-None-Match": tag} : {},
      signal: over ? over.signal : undefined
    }).then(function (answer) {
      if (answer.status === 304) { return ""; }
      if (!answer.ok) { throw new Error(String(answer.status)); }
      /* known by its tag only once it is shown: an answer that breaks off is asked for again */
      return answer.text().then(function (text) { tag = answer.headers.get("ETag") || ""; return text; });
    }).then(function (text) {
      failures = 0;
      fresh = Date.now();
      if (text) { replace(text); }
      showLine();
    }).catch(function () {
      failures += 1;
      showLine();
    }).then(function () {
      window.clearTimeout(patience);
      asking = false;
      if (again) { again = false; hear(150); } else { next(); }
    });
  }

  function next() {
    timer = window.setTimeout(ask, failures ? Math.min(1000 * failures, 5000) : every);
  }

  function soon(spread) {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, Math.random() * spread);
  }

  function hear(spread) {
    if (asking) { again = true; } else if (!planned) { planned = true; soon(spread); }
  }

  function showLine() {
    var gone = failures > 0;
    board.classList.toggle("is-lost", gone);
    var text = gone ? lost.getAttribute("data-words").replace("{time}", clock(fresh + ahead)) : "";
    if (lost.textContent !== text) { lost.textContent = text; }
  }

  /* Only what differs is put in, and whoever stands on a link keeps standing there. */
  function replace(text) {
    var made = new DOMParser().parseFromString(text, "text/html");
    Array.prototype.forEach.call(made.querySelectorAll("[id^=b-]"), function (part) {
      var here = document.getElementById(part.id);
      if (!here || here.innerHTML === part.innerHTML) { return; }
      var standing = here.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      here.innerHTML = part.innerHTML;
      if (standing) {
        Array.prototype.some.call(here.querySelectorAll("a"), function (link) {
          if (link.getAttribute("href") !== standing) { return false; }
          link.focus();
          return true;
        });
      }
    });
    tick();
  }

  /* A burst of events is one asking: the first within an instant, the rest when it has been answered. */
  board.addEventListener("live:told", function () { hear(150); });
  board.addEventListener("live:reset", function () { hear(300); });

  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(); } });
  window.setInterval(tick, 1000);
  tick();
  next();
})();
