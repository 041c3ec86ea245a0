/* Several files, one after the other, each with its own progress. Without this file the form sends them all at once.
   <form data-upload data-limit="MB" data-wait data-sending data-checking data-kept data-large data-lost data-open …> */
(function () {
  "use strict";

  var form = document.querySelector("form[data-upload]");
  if (!form || !window.FormData || !window.XMLHttpRequest) { return; }
  var list = form.querySelector("[data-upload-list]");
  var input = form.querySelector("input[type=file]");
  var button = form.querySelector("button[type=submit]");

  function line(file) {
    var row = document.createElement("li");
    var name = document.createElement("h3");
    var said = document.createElement("p");
    var bar = document.createElement("progress");
    name.textContent = file.name;
    said.textContent = form.dataset.wait;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    row.appendChild(name);
    row.appendChild(said);
    row.appendChild(bar);
    list.appendChild(row);
    return { row: row, said: said, bar: bar };
  }

  function refuse(shown, why) {
    shown.said.textContent = why;
    shown.said.className = "err";
    shown.bar.remove();
  }

  function accept(shown, kept) {
    var link = document.createElement("a");
    link.href = kept.url;
    link.textContent = form.dataset.open;
    shown.said.textContent = "● " + form.dataset.kept + " ";
    shown.said.appendChild(link);
    shown.bar.remove();
  }

  function answered(request, shown) {
    var told = null;
    try { told = JSON.parse(request.responseText); } catch (problem) { told = null; }
    if (told && told.kept && told.kept.length) { accept(shown, told.kept[0]); return true; }
    if (told && told.refused && told.refused.length) { refuse(shown, told.refused[0].why); return false; }
    refuse(shown, request.status === 413 ? form.dataset.large : (told && told.error) || form.dataset.lost);
    return false;
  }

  function send(file, shown, done) {
    if (file.size > Number(form.dataset.limit) * 1048576) { refuse(shown, form.dataset.large); done(false); return; }
    var data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file, file.name);
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) { return; }
      shown.bar.value = event.loaded / event.total;
      shown.said.textContent = event.loaded < event.total
        ? form.dataset.sending + " " + Math.floor(100 * event.loaded / event.total) + "%"
        : form.dataset.checking;
    });
    request.addEventListener("load", function () { done(answered(request, shown)); });
    request.addEventListener("error", function () { refuse(shown, form.dataset.lost); done(false); });
    request.addEventListener("abort", function () { refuse(shown, form.dataset.lost); done(false); });
    request.send(data);
  }

  function busy(yes) {
    button.disabled = yes;
    if (yes) { button.setAttribute("aria-busy", "true"); } else { button.removeAttribute("aria-busy"); }
  }

  form.addEventListener("submit", function (event) {
    var confirmed = form.querySelector("input[type=checkbox]");
    var files = Array.prototype.slice.call(input.files || []);
    /* what is missing is said by the server's page, as without this file */
    if (!files.length || (confirmed && !confirmed.checked)) { return; }
    event.preventDefault();
    list.hidden = false;
    list.textContent = "";
    busy(true);
    var waiting = files.map(function (file) { return { file: file, shown: line(file) }; });
    var well = true;
    (function next() {
      var turn = waiting.shift();
      if (!turn) {
        busy(false);
        form.reset();
        if (well) { window.location.reload(); }
        return;
      }
      send(turn.file, turn.shown, function (kept) { well = well && kept; next(); });
    })();
  });
})();
