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

/* A table of days: the arrow keys go from link to link as they lie on the page. Tab works as everywhere. */
(function () {
  "use strict";

  document.querySelectorAll("table[data-arrows]").forEach(function (table) {
    function cellOf(link) { return link.closest("td"); }

    function step(cell, key) {
      var row = cell.parentElement, column = cell.cellIndex, body = row.parentElement;
      if (key === "ArrowLeft" || key === "ArrowRight") {
        var cells = Array.prototype.slice.call(body.querySelectorAll("td"));
        return cells[cells.indexOf(cell) + (key === "ArrowLeft" ? -1 : 1)];
      }
      var next = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
      return next && next.cells[column];
    }

    table.addEventListener("keydown", function (event) {
      if (event.key.indexOf("Arrow") !== 0 || event.altKey || event.ctrlKey || event.metaKey) { return; }
      var cell = event.target.closest && cellOf(event.target);
      while (cell) {
        cell = step(cell, event.key);
        var link = cell && cell.querySelector("a");
        if (link) { link.focus(); event.preventDefault(); return; }
      }
    });
  });
})();

/* Signing out: what this device keeps under a name that begins with "private-" is forgotten. */
(function () {
  "use strict";

  function forget() {
    var work = [];
    if (window.indexedDB && indexedDB.databases) {
      work.push(indexedDB.databases().then(function (found) {
        return Promise.all(found.filter(function (base) { return base.name.indexOf("private-") === 0; }).map(function (base) {
          return new Promise(function (done) {
            var asked = indexedDB.deleteDatabase(base.name);
            asked.onsuccess = asked.onerror = asked.onblocked = done;
          });
        }));
      }));
    }
    if (window.caches) {
      work.push(caches.keys().then(function (names) {
        return Promise.all(names.filter(function (name) { return name.indexOf("private-") === 0; })
          .map(function (name) { return caches.delete(name); }));
      }));
    }
    return Promise.all(work);
  }

  document.querySelectorAll("form[action$='/sign-out']").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var patience = new Promise(function (done) { window.setTimeout(done, 1000); });
      function go() { form.submit(); }
      Promise.race([forget(), patience]).then(go, go);
    });
  });
})();

/* A menu behind one word: a click beside it or Escape closes it. It opens without a script. */
(function () {
  "use strict";

  document.querySelectorAll("details.nav__more").forEach(function (menu) {
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  });
})();
