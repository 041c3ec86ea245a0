/* A worker: finds the QR code in a picture, beside the page, so that the page stays quick. */
"use strict";

importScripts(new URL(self.location.href).searchParams.get("jsqr"));

self.onmessage = function (event) {
  var picture = event.data;
  var found = self.jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" });
  self.postMessage(found ? found.data : "");
};
