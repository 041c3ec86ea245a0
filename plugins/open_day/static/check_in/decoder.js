/* A worker: finds the QR code in a picture, beside the page, so that the page stays quick. */
"use strict";

self.onmessage = function (event) {
  var picture = event.data;
  /* the first message says where the decoder lies */
  if (picture.jsqr) { importScripts(picture.jsqr); return; }
  var found = self.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
  self.postMessage(found ? found.data : "");
};
