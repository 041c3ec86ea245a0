/* Forms, made kinder. Every form works without this file. */
(function () {
  "use strict";

  /* A form that came back: put the reader where the list of what to mend begins. */
  function focusSummary(root) {
    var summary = root.querySelector(".errsum");
    if (summary) { summary.focus(); }
  }

  /* A second press while the first is on its way does nothing; the button shows that it is working. */
  function calm(form) {
    form.removeAttribute("data-sending");
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    if (form.hasAttribute("data-sending")) { event.preventDefault(); return; }
    form.setAttribute("data-sending", "");
    var button = event.submitter || form.querySelector("button[type=submit]");
    if (button) { button.setAttribute("aria-busy", "true"); }
    /* a download leaves the page standing: be ready for the next press */
    window.setTimeout(calm, 10000, form);
  });

  /* back to a page kept by the browser */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { document.querySelectorAll("form[data-sending]").forEach(calm); }
  });

  focusSummary(document);
  document.addEventListener("htmx:afterSettle", function (event) { focusSummary(event.target); });
})();
