/* The host's desk of questions: keys on the question that has the focus, and an order that can be dragged. Every key presses a
   button that stands on the page; without this file the buttons do it all. */
(function () {
  "use strict";

  var cards = Array.prototype.slice.call(document.querySelectorAll("[data-q]"));
  var told = document.querySelector("[data-keys]");
  if (told && cards.length) { told.hidden = false; }

  function isWriting(element) {
    return !!element && /^(TEXTAREA|SELECT|INPUT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type);
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || isWriting(event.target)) { return; }
    var key = (event.key || "").toUpperCase();
    var card = event.target.closest ? event.target.closest("[data-q]") : null;
    var at = cards.indexOf(card);
    if ((key === "J" || key === "K") && cards.length && (card || event.target === document.body || event.target.id === "main")) {
      var next = cards[Math.min(Math.max(at + (key === "J" ? 1 : -1), 0), cards.length - 1)];
      next.focus();
      next.scrollIntoView({block: "nearest"});
      event.preventDefault();
      return;
    }
    var button = card && card.querySelector("[data-q-key=\"" + key + "\"]");
    if (!button || event.repeat) { return; }
    event.preventDefault();
    button.click();
    if (button.tagName === "SUMMARY" && button.parentElement.open) {
      var field = button.parentElement.querySelector("select, input:not([type=hidden])");
      if (field) { field.focus(); }
    }
  });

  /* ── the order ── */
  var list = document.querySelector("[data-sort]"), dragged = null;
  if (!list) { return; }

  list.addEventListener("dragstart", function (event) {
    dragged = event.target.closest("[data-chosen]");
    if (!dragged) { return; }
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.getAttribute("data-chosen"));
  });
  list.addEventListener("dragover", function (event) {
    var over = event.target.closest && event.target.closest("[data-chosen]");
    if (!dragged || !over) { return; }
    event.preventDefault();
    if (over === dragged) { return; }
    var box = over.getBoundingClientRect();
    over.parentElement.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  list.addEventListener("drop", function (event) { if (dragged) { event.preventDefault(); } });
  list.addEventListener("dragend", function () {
    if (!dragged) { return; }
    dragged.classList.remove("is-dragged");
    dragged = null;
    var form = document.getElementById("q-order");
    var order = Array.prototype.map.call(list.querySelectorAll("[data-chosen]"), function (one) { return one.getAttribute("data-chosen"); }).join(",");
    if (form && order !== form.elements.seen.value) { form.elements.order.value = order; form.submit(); }
  });
})();
