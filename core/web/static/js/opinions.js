/* How many characters are left (data-count="LIMIT" on a textarea, its counter is #ID-left with data-left="还可以写 {n} 字"),
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
  document.querySelectorAll("[data-all]").forEach(function (box) {
    var name = box.getAttribute("data-all");
    box.closest("[hidden]") && box.closest("[hidden]").removeAttribute("hidden");
    box.addEventListener("change", function () {
      document.querySelectorAll("input[type=checkbox][name=" + name + "]").forEach(function (one) { one.checked = box.checked; });
    });
  });
})();
