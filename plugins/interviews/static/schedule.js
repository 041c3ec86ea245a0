// Tells of clashes while an interview is being planned: what is typed is asked about, nothing is stored.
(function () {
  'use strict';
  var script = document.currentScript;
  var form = document.querySelector('form.form');
  var place = document.getElementById('clashes');
  if (!script || !form || !place || !window.fetch) return;
  var url = script.getAttribute('data-clashes');
  var waiting = null;
  var asked = 0;

  function ask() {
    var mine = ++asked;
    var typed = new FormData(form);
    typed.delete('more');
    fetch(url, { method: 'POST', body: typed, credentials: 'same-origin' })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) {
        // An older answer never replaces a newer one; the same words aren't read aloud twice.
        if (text === null || mine !== asked || place.innerHTML.trim() === text.trim()) return;
        place.innerHTML = text;
      })
      .catch(function () { /* without a line the refusal comes with saving */ });
  }

  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 350);
  }

  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
})();
