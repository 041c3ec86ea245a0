/* The service worker of one door. Its folder is its reach: it answers for this page and its own files, never for others.
   `self.DOOR` = {stamp, home, files} stands above. */
"use strict";

/* what is named private- is forgotten at sign-out */
var MINE = "private-door:" + self.DOOR.home;
var NAME = MINE + ":" + self.DOOR.stamp;
var PATIENCE = 4000;

function fetched(address) {
  return fetch(new Request(address, { cache: "reload", credentials: "same-origin", redirect: "error" }));
}

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(NAME).then(function (kept) {
    return Promise.all(self.DOOR.files.concat([self.DOOR.home]).map(function (address) {
      return fetched(address).then(function (answer) {
        if (!answer.ok) { throw new Error(address); }
        return kept.put(address, answer);
      });
    }));
  }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf(MINE + ":") === 0 && name !== NAME;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function fromShelf(address) {
  return caches.open(NAME).then(function (kept) { return kept.match(address, { ignoreVary: true }); });
}

/* The page itself: from the network while it answers in time, else as it was kept. */
function page(event) {
  var address = new URL(event.request.url);
  var online = fetch(event.request).then(function (answer) {
    if (answer.status === 200 && answer.type === "basic" && !answer.redirected && !address.search) {
      var copy = answer.clone();
      event.waitUntil(caches.open(NAME).then(function (kept) { return kept.put(self.DOOR.home, copy); }));
    }
    return answer;
  });
  var late = new Promise(function (done) { setTimeout(done, PATIENCE); });
  function kept() { return fromShelf(self.DOOR.home); }
  return Promise.race([online, late]).then(function (answer) {
    return answer || kept().then(function (found) { return found || online; });
  }, function (problem) {
    return kept().then(function (found) { if (found) { return found; } throw problem; });
  });
}

self.addEventListener("fetch", function (event) {
  var address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (event.request.mode === "navigate") {
    if (address.pathname === self.DOOR.home) { event.respondWith(page(event)); }
    return;
  }
  if (self.DOOR.files.indexOf(address.pathname) >= 0) {
    event.respondWith(fromShelf(address.pathname).then(function (found) { return found || fetch(event.request); }));
  }
});
