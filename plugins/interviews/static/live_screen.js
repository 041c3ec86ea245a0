/* The big screen: follows the question on the screen, fits its words, counts the timer down. */
(function () {
  "use strict";

  var root = document.getElementById("screen");
  if (!root || !window.fetch) { return; }

  var asked = document.getElementById("screen-asked"), idle = document.getElementById("screen-idle");
  var words = document.getElementById("screen-q"), who = document.getElementById("screen-who");
  var timer = document.getElementById("screen-timer"), lost = document.getElementById("screen-lost");
  var ahead = Number(root.getAttribute("data-now")) - Date.now(), until = Number(root.getAttribute("data-timer"));
  var released = root.getAttribute("data-released"), fresh = Date.now(), down = false, askLater = 0, askings = 0;
  var SIZES = [144, 128, 112, 100, 88, 80, 72, 64, 56, 50, 44, 38, 34, 30, 26, 22, 18, 16];

  function word(name) { return root.getAttribute("data-" + name) || ""; }
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function hhmm(milliseconds) {
    var day = new Date(milliseconds + 8 * 3600000);
    return day.getUTCHours() + ":" + two(day.getUTCMinutes());
  }
  function put(element, text) { if (element.textContent !== text) { element.textContent = text; } }

  /* The largest size at which the whole question stands on the screen. Sizes are classes: no style is written. */
  function fit() {
    if (asked.hidden) { return; }
    SIZES.some(function (size) {
      words.className = "fs-" + size;
      return words.scrollHeight <= words.clientHeight + 2 && words.scrollWidth <= words.clientWidth + 2;
    });
  }

  function show(state, question, seconds) {
    var on = Boolean(question) && (state === "on" || state === "paused");
    until = seconds;
    put(document.getElementById("screen-state"), word(state));
    root.setAttribute("data-state", state);
    put(words, on ? question : "");
    asked.hidden = !on;
    root.setAttribute("data-asked", on ? "1" : "0");
    idle.hidden = on;
    fit();
    tick();
  }

  function tick() {
    var now = Date.now() + ahead, left = until ? Math.ceil(until - now / 1000) : 0;
    put(document.getElementById("screen-clock"), hhmm(now));
    timer.classList.toggle("is-late", until > 0 && left <= 0);
    put(timer, !until ? "" : left > 0 ? Math.floor(left / 60) + ":" + two(left % 60) : word("late"));
  }

  /* What was asked for before something was told is older than it: that answer is left, and doesn't put off the next. */
  function ask(wait) {
    var mine = ++askings;
    window.clearTimeout(askLater);
    askLater = window.setTimeout(function () {
      var next = 20000;
      fetch(word("after").replace(/\/\d+\/$/, "/" + released + "/"), {credentials: "same-origin"}).then(function (answer) {
        if (answer.status === 404) { window.location.reload(); }
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html"), part = page.getElementById("live-after");
        if (!part || mine !== askings) { return; }
        released = part.getAttribute("data-released");
        who.innerHTML = page.getElementById("live-answering").innerHTML;
        show(page.getElementById("live-state").getAttribute("data-state"),
          page.querySelector(".lnow__q").textContent, Number(part.getAttribute("data-timer")));
        line(true);
      }).catch(function () {
        if (mine === askings) { line(false); }
        next = 3000;
      }).then(function () { if (mine === askings) { ask(next); } });
    }, wait);
  }

  function line(up) {
    down = !up;
    if (up) { fresh = Date.now(); }
    put(lost, up ? "" : word("lost").replace("{time}", hhmm(fresh + ahead)));
    root.classList.toggle("is-lost", down);
  }

  root.addEventListener("live:told", function (event) {
    var told = event.detail.data;
    if (told.what === "state") { show(told.state, told.question, told.timer); }
    ask(200);
  });
  root.addEventListener("live:begun", function () { ask(200); });
  root.addEventListener("live:reset", function () { ask(200); });
  root.addEventListener("live:line", function () { ask(300); });
  window.addEventListener("resize", fit);
  window.setInterval(tick, 500);
  if (document.fonts && document.fonts.ready) { document.fonts.ready.then(fit); }
  fit();
  tick();
  ask(2000);
})();
