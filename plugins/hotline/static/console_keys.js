/* Keys of the operator's console. Every key presses a button that stands on the page: data-key="Alt N" on a button, a
   summary or a choice. Keys pressed while pinyin is being composed belong to the input method. */
(function () {
  "use strict";

  var composing = false, composedAt = -1000;

  /* Some browsers tell the end of composing before the key that ended it: Enter, Escape, a blank, a number. Such a key is
     not ours either. Alt with a letter ends no composing, so it is meant for us however soon it comes. */
  document.addEventListener("compositionstart", function () { composing = true; }, true);
  document.addEventListener("compositionend", function (event) { composing = false; composedAt = event.timeStamp; }, true);

  function isComposing(event) {
    return composing || event.isComposing || event.keyCode === 229 ||
      (!event.altKey && event.timeStamp - composedAt < 40);
  }

  function isWriting(element) {
    return !!element && (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
      (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type)));
  }

  /* "Alt N", "Ctrl Enter", "/", "?" — or "" for what isn't ours. By the key's place, because a Mac's Option writes other
     characters; AltGr, and Alt together with others, are left to whoever uses them. */
  function named(event) {
    if (event.getModifierState && event.getModifierState("AltGraph")) { return ""; }
    if (event.altKey) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) { return ""; }
      var place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code || "");
      return place ? "Alt " + (place[1] || place[2]) : "";
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !event.shiftKey) { return "Ctrl Enter"; }
    if (!event.ctrlKey && !event.metaKey && (event.key === "/" || event.key === "?" || event.key === "？")) {
      return isWriting(event.target) ? "" : event.key.replace("？", "?");
    }
    return "";
  }

  function isShown(element) { return !element.disabled && element.getClientRects().length > 0; }

  function press(key) {
    var found = Array.prototype.filter.call(document.querySelectorAll("[data-key]"), function (element) {
      return element.getAttribute("data-key") === key && isShown(element);
    });
    /* what an emergency puts beside its words goes before the menu above */
    var target = found.filter(function (element) { return element.tagName === "BUTTON"; })[0] || found[0];
    if (!target) { return false; }
    if (target.tagName === "LABEL") {
      target.querySelector("input").click();
      return true;
    }
    target.click();
    if (target.tagName === "SUMMARY" && target.parentElement.open) {
      var first = target.parentElement.querySelector("button");
      if (first) { first.focus(); }
    }
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || isComposing(event)) { return; }
    if (event.key === "Escape") { closeMenus(true); return; }
    var key = named(event);
    if (!key) { return; }
    if (key === "/") {
      var find = document.getElementById("find");
      if (find) { find.focus(); find.select(); event.preventDefault(); }
      return;
    }
    if (event.repeat) { event.preventDefault(); return; }
    if (press(key)) { event.preventDefault(); }
  });

  /* Enter in a line goes on to the next field, as Tab does; in the line that searches it searches. */
  document.addEventListener("keydown", function (event) {
    var line = event.target;
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || line.tagName !== "INPUT") { return; }
    if (/^(submit|button)$/.test(line.type)) { return; }
    if (isComposing(event)) { event.preventDefault(); return; }
    var form = line.form;
    if (!form || form.id !== "intake") { return; }
    event.preventDefault();
    if (line.id === "find") { return; }
    var fields = Array.prototype.filter.call(form.elements, function (field) {
      return /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && field.type !== "hidden" && isShown(field) &&
        (field.type !== "radio" || field.checked) && field.tabIndex >= 0;
    });
    var next = fields[fields.indexOf(line) + 1];
    if (next) { next.focus(); }
  });

  function closeMenus(focusBack) {
    document.querySelectorAll("details.opmenu[open]").forEach(function (menu) {
      var inside = menu.contains(document.activeElement);
      menu.open = false;
      if (focusBack && inside) { menu.querySelector("summary").focus(); }
    });
  }

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.opmenu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
})();
