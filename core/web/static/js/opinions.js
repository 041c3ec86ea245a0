/* What is published already about what is being asked (data-answered="ADDRESS" on a textarea, shown in #answered).
   How many characters are left (data-count="LIMIT" on a textarea, its counter is #ID-left with data-left="还可以写 {n} 字"),
   and a box that ticks all boxes of a list (data-all="NAME"). Everything works without it. */
(function () {
  "use strict";
  document.querySelectorAll("textarea[data-count]").forEach(function (area) {
    var shown = document.getElementById(area.id + "-left");
    var limit = parseInt(area.getAttribute("data-count"), 10);
    if (!shown) { return; }
    function count() {
      var left = limit - Array.from(area.value.replace(/\r\n/g, "\n").trim()).length;
      shown.textContent = shown.getAttribute(left < 0 ? "data-over" : "data-left").replace("{n}", Math.abs(left));
    }
    area.addEventListener("input", count);
    count();
  });
  document.querySelectorAll("textarea[data-answered]").forEach(function (area) {
    var shown = document.getElementById("answered"), seen = area.form.elements.seen, token = area.form.elements.csrf_token;
    var timer = null, asked = "", number = 0;
    if (!shown || !window.fetch) { return; }
    function look() {
      var text = area.value.trim(), mine;
      if (text === asked || text.length < 4) { return; }
      asked = text;
      mine = number += 1;
      fetch(area.getAttribute("data-answered"), {method: "POST", credentials: "same-origin",
        body: new URLSearchParams({text: text, csrf_token: token ? token.value : ""})}).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).then(function (html) {
        if (mine !== number) { return; }
        shown.innerHTML = html;
        var found = shown.querySelector("[data-mark]");
        if (found && seen) { seen.value = found.getAttribute("data-mark"); }
      }, function () {});
    }
    area.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(look, 800); });
  });
  document.querySelectorAll("[data-all]").forEach(function (box) {
    var name = box.getAttribute("data-all");
    box.closest("[hidden]") && box.closest("[hidden]").removeAttribute("hidden");
    box.addEventListener("change", function () {
      document.querySelectorAll("input[type=checkbox][name=" + name + "]").forEach(function (one) { one.checked = box.checked; });
    });
  });
})();
