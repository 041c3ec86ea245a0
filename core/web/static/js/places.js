/* The moment at which booking opens, and a line that is down. Without this file pages say the same and a link asks anew.

   data-opens="ISO" data-now="ISO" data-clock="/address"   the moment, what the server's clock said when this was
                                     written, and where it is asked: it counts, the phone's doesn't
   data-until data-hours data-minutes data-due   the words for what is left, with {h} {m} {s}
   data-before-open data-after-open  shown until, and hidden until it has opened
   A live part (data-live-src, an id) that holds one is asked for anew when the moment comes, until it has opened. */
(function () {
  "use strict";

  var known = null, opensIn = 0, since = 0, asked = 0;

  function steady() { return window.performance ? performance.now() : Date.now(); }

  function look() {
    var waiting = document.querySelector("[data-opens][data-now]");
    if (waiting !== known) {
      known = waiting;
      if (known) {
        opensIn = Date.parse(known.getAttribute("data-opens")) - Date.parse(known.getAttribute("data-now"));
        since = steady();
        /* a crowd waits for the same moment: it doesn't ask in the same one */
        asked = since + opensIn + Math.random() * 1500;
        ask(known);
      }
    }
    if (!known) { return; }
    var now = steady(), left = opensIn - (now - since);
    say(left);
    if (left <= 0 && now >= asked) {
      asked = now + 2000 + Math.random() * 2000;
      fetchAnew();
    }
  }

  /* the page may have been kept for a while: what is left is asked for, half the way there and back taken off */
  function ask(waiting) {
    var address = waiting.getAttribute("data-clock"), sent = steady();
    if (!address) { return; }
    fetch(address, {credentials: "same-origin", cache: "no-store"}).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      if (!text || known !== waiting) { return; }
      since = (sent + steady()) / 2;
      opensIn = Number(text);
      asked = since + opensIn + Math.random() * 1500;
    }, function () {});
  }

  function say(left) {
    var words = document.querySelectorAll("[data-until]");
    Array.prototype.forEach.call(words, function (line) {
      var seconds = Math.ceil(left / 1000), text = "";
      if (seconds <= 0) { text = line.getAttribute("data-due"); }
      else if (seconds < 3600) { text = filled(line.getAttribute("data-minutes"), 0, Math.floor(seconds / 60), seconds % 60); }
      else if (seconds < 172800) { text = filled(line.getAttribute("data-hours"), Math.floor(seconds / 3600), Math.floor(seconds % 3600 / 60), 0); }
      if (text && line.textContent !== text) { line.textContent = text; }
    });
  }

  function filled(words, h, m, s) {
    return words.replace("{h}", h).replace("{m}", m).replace("{s}", s);
  }

  function fetchAnew() {
    var part = known.closest("[data-live-src]");
    if (!part) { return; }
    fetch(part.getAttribute("data-live-src"), {credentials: "same-origin", cache: "no-store"}).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      Array.prototype.forEach.call(document.querySelectorAll("[data-live][id]"), function (old) {
        var made = fresh.getElementById(old.id);
        if (made && window.takesPart(old, made)) { old.innerHTML = made.innerHTML; }
      });
      known = null;
      if (text && !document.querySelector("[data-opens]")) { opened(); }
    }, function () {});
  }

  function opened() {
    ["before", "after"].forEach(function (when) {
      Array.prototype.forEach.call(document.querySelectorAll("[data-" + when + "-open]"), function (part) {
        part.hidden = when === "before";
      });
    });
  }

  function line() { document.documentElement.classList.toggle("is-offline", navigator.onLine === false); }

  window.addEventListener("offline", line);
  window.addEventListener("online", function () { line(); if (document.querySelector("[data-live]")) { window.location.reload(); } });
  line();
  window.setInterval(look, 1000);
  look();
})();
