/* The place in line on a caller's own page, asked for again every few seconds while somebody looks at it.
   Without this file the page is as fresh as its last load.   data-place="/address" around the part #place */
(function () {
  "use strict";

  var holder = document.querySelector("[data-place]");
  if (!holder || !window.fetch) { return; }
  var EVERY = 10000, asking = false;

  function ask() {
    if (document.hidden || asking) { return; }
    asking = true;
    fetch(holder.getAttribute("data-place"), {credentials: "same-origin"}).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("place");
      var old = document.getElementById("place");
      if (fresh && old && fresh.textContent !== old.textContent) { old.innerHTML = fresh.innerHTML; }
    }).catch(function () {}).then(function () { asking = false; });
  }

  window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
