/* Two conveniences, shown only where they work: print this page, copy a block.
   <button type="button" hidden data-print>   <button type="button" hidden data-copy="#id" data-done="已复制"> */
(function () {
  "use strict";

  function copyText(source) {
    var range = document.createRange();
    var selection = window.getSelection();
    range.selectNodeContents(source);
    selection.removeAllRanges();
    selection.addRange(range);
    /* keeps headings and tables, which the portal's editor takes over */
    var copied = document.execCommand("copy");
    selection.removeAllRanges();
    return copied;
  }

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var source = document.querySelector(button.getAttribute("data-copy"));
    if (!source || !document.execCommand) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var done = button.getAttribute("data-done");
      if (copyText(source) && done) { button.textContent = done; }
    });
  });
})();
