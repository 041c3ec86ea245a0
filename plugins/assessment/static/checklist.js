/* The checklist on a phone: each line is sent where it stands. Without a network it is kept on the device, photos and all,
   and sent when the network is back, also after the page was opened anew. Without this file the page's own forms do it. */
(function () {
  "use strict";
  var box = document.querySelector("[data-checklist]");
  if (!box || !window.indexedDB || !window.fetch || !window.Promise) { return; }
  var words = box.dataset, forms = new Map(), pending = new Map(), AGAIN = 15000, LONG = 60000;
  var prefix = words.who + ":" + words.visit + ":";
  document.querySelectorAll("form[data-line]").forEach(function (form) { forms.set(form.dataset.line, form); });

  /* ── what the device keeps: whose it is stands in the key, and nobody else's page sends it ── */
  var base = null;
  function drawer(mode, work) {
    base = base || new Promise(function (found, failed) {
      var asked = indexedDB.open("checklist-waiting", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("kept"); };
      asked.onerror = function () { failed(asked.error); };
      asked.onsuccess = function () { found(asked.result); };
    });
    return base.then(function (open) {
      return new Promise(function (done, failed) {
        var act = open.transaction("kept", mode), asked = work(act.objectStore("kept"));
        act.oncomplete = function () { done(asked && asked.result); };
        act.onabort = act.onerror = function () { failed(act.error || (asked && asked.error)); };
      });
    });
  }
  function put(entry) { return drawer("readwrite", function (kept) { return kept.put(entry, prefix + entry.item); }); }
  function forget(item) { return drawer("readwrite", function (kept) { return kept.delete(prefix + item); }); }
  function all() {
    return drawer("readonly", function (kept) { return kept.getAll(IDBKeyRange.bound(prefix, prefix + "\uffff")); });
  }

  /* ── what the page says ── */
  function say(item, shape, text) {
    var line = forms.get(item).querySelector("[data-state]");
    line.hidden = !text; line.dataset.s = shape; line.textContent = text;
  }
  function count() {
    var line = box.querySelector("[data-left-line]");
    line.hidden = !pending.size;
    line.textContent = words.left.replace("{n}", String(pending.size));
  }
  function wait(entry) {
    var many = entry.files.length ? " " + words.photos.replace("{n}", String(entry.files.length)) : "";
    say(entry.item, "warn", words.waiting + many);
  }
  function show(item, told) {
    var form = forms.get(item), part = form.closest(".line"), said = part.querySelector("[data-said]");
    form.elements.version.value = String(told.version);
    if (told.verdict && said) {
      said.hidden = false;
      said.firstElementChild.dataset.s = told.shape;
      said.firstElementChild.textContent = told.word;
    }
    document.querySelectorAll("[data-done]").forEach(function (one) { one.textContent = told.progress; });
    var end = document.querySelector("form[data-finish]");
    if (end) { end.elements.version.value = told.ready; }
    if (!told.photos.length) { return; }
    var spots = part.querySelector("[data-spots]");
    if (!spots) {
      spots = document.createElement("ul");
      spots.className = "spots"; spots.setAttribute("data-spots", "");
      form.before(spots);
    }
    spots.replaceChildren.apply(spots, told.photos.map(function (url) {
      var item = document.createElement("li"), link = document.createElement("a"), image = document.createElement("img");
      link.href = image.src = url; image.width = 120; image.height = 90;
      image.alt = part.querySelector("h2").textContent;
      link.append(image); item.append(link);
      return item;
    }));
  }
  function on(item) {
    var next = Array.from(forms.keys()).find(function (one) {
      var said = forms.get(one).closest(".line").querySelector("[data-said]");
      return Number(one) > Number(item) && !pending.has(one) && (!said || said.hidden);
    });
    var to = document.getElementById(next ? "line-" + next : "line-end");
    if (to) { to.scrollIntoView({ block: "start" }); }
  }

  /* ── sending ── */
  function post(entry) {
    var form = forms.get(entry.item), body = new FormData(), stop = new AbortController();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("version", entry.version);
    body.append("verdict", entry.verdict);
    body.append("note", entry.note);
    entry.files.forEach(function (file) { body.append("files", file, file.name); });
    var timer = setTimeout(function () { stop.abort(); }, LONG);
    return fetch(form.action, { method: "POST", body: body, headers: { Accept: "application/json" }, signal: stop.signal,
      credentials: "same-origin" }).finally(function () { clearTimeout(timer); });
  }
  function settle(entry, told) {
    /* what was typed meanwhile is newer than what was sent */
    var now = pending.get(entry.item);
    if (now && now !== entry) { now.version = String(told.version); return put(now).catch(function () {}); }
    pending.delete(entry.item);
    forms.get(entry.item).elements.files.value = "";
    show(entry.item, told);
    say(entry.item, "ok", words.kept);
    count();
    return forget(entry.item).catch(function () {});
  }
  function refused(entry, status, told) {
    /* it came through before, and only the answer was lost */
    if (status === 409 && told.mine && told.verdict === entry.verdict && told.note === entry.note.trim()) {
      return settle(entry, told);
    }
    var why = told.why.join(" ");
    if (status === 409 && told.verdict) {
      entry.version = String(told.version);
      forms.get(entry.item).elements.version.value = entry.version;
      why += " " + words.theirs + told.word + (told.note ? "，" + told.note : "") + " " + words.again;
    }
    entry.stopped = true;
    say(entry.item, "stop", why);
    return put(entry).catch(function () {});
  }
  function send(entry) {
    if (entry.stopped || entry.going) { return Promise.resolve(false); }
    entry.going = true;
    say(entry.item, "half", words.sending);
    return post(entry).then(function (answer) {
      var json = (answer.headers.get("Content-Type") || "").indexOf("application/json") === 0;
      if (answer.status >= 500) { wait(entry); return false; }
      if (!json || answer.redirected || answer.status === 401 || answer.status === 400) {
        say(entry.item, "warn", words.signIn);
        return false;
      }
      return answer.json().then(function (told) {
        if (answer.ok) { return settle(entry, told).then(function () { return true; }); }
        if (!told.why) { entry.stopped = true; say(entry.item, "stop", told.message || told.error || words.signIn); return false; }
        return refused(entry, answer.status, told).then(function () { return false; });
      });
    }, function () { wait(entry); return false; }).finally(function () { entry.going = false; });
  }
  var busy = false;
  function sendAll() {
    if (busy || !pending.size) { return; }
    busy = true;
    Array.from(pending.values()).reduce(function (before, entry) {
      return before.then(function () { return send(entry); });
    }, Promise.resolve()).finally(function () { busy = false; count(); });
  }

  /* ── what is typed ── */
  forms.forEach(function (form, item) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var chosen = form.querySelector("[name=verdict]:checked"), before = pending.get(item);
      var files = Array.from(form.elements.files.files);
      if (!files.length && before) { files = before.files; }
      var entry = { item: item, verdict: chosen ? chosen.value : "", note: form.elements.note.value,
        version: form.elements.version.value, files: files };
      pending.set(item, entry);
      count();
      put({ item: item, verdict: entry.verdict, note: entry.note, version: entry.version, files: files }).catch(function () {
        say(item, "warn", words.full);
      }).then(function () { return send(entry); }).then(function (kept) { if (kept) { on(item); } });
    });
  });
  var end = document.querySelector("form[data-finish]");
  if (end) {
    end.addEventListener("submit", function (event) {
      if (!pending.size) { return; }
      event.preventDefault();
      count();
      box.scrollIntoView({ block: "start" });
      sendAll();
    });
  }
  window.addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { sendAll(); } });
  setInterval(sendAll, AGAIN);
  all().then(function (kept) {
    kept.forEach(function (entry) {
      var form = forms.get(entry.item);
      if (!form || pending.has(entry.item)) { return; }
      entry.stopped = false;
      pending.set(entry.item, entry);
      form.elements.note.value = entry.note;
      form.querySelectorAll("[name=verdict]").forEach(function (one) { one.checked = one.value === entry.verdict; });
      wait(entry);
    });
    count();
    sendAll();
  }).catch(function () {});
}());
