/* The camera: pictures go to a worker that finds QR codes in them. Loaded and started only when asked for. */

const EVERY = 140, WIDEST = 720;

export class Camera {
  constructor(box, config, onCode, onTrouble) {
    this.box = box;
    this.video = box.querySelector("video");
    this.config = config;
    this.onCode = onCode;
    this.onTrouble = onTrouble;
    this.canvas = document.createElement("canvas");
    this.stream = null;
    this.worker = null;
    this.last = { text: "", at: 0 };
  }

  async start() {
    if (this.stream) { return; }
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { this.onTrouble("camera_none"); return; }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false, video: { facingMode: "environment", width: { ideal: 1280 } },
      });
    } catch (problem) {
      const kinds = { NotAllowedError: "camera_refused", SecurityError: "camera_refused", NotFoundError: "camera_none" };
      this.onTrouble(kinds[problem.name] || "camera_busy");
      return;
    }
    if (!this.worker) {
      this.worker = new Worker(this.config.urls.decoder);
      this.worker.postMessage({ jsqr: this.config.urls.jsqr });
      this.worker.onmessage = (event) => this.hear(event.data);
    }
    this.box.hidden = false;
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => {});
    this.look();
  }

  stop() {
    window.clearTimeout(this.timer);
    if (this.stream) { this.stream.getTracks().forEach((track) => track.stop()); }
    this.stream = null;
    this.video.srcObject = null;
    this.box.hidden = true;
  }

  look() {
    if (!this.stream) { return; }
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width) {
      const scale = Math.min(1, WIDEST / width);
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      const pen = this.canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
      const picture = pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
      this.worker.postMessage({ data: picture.data, width: picture.width, height: picture.height }, [picture.data.buffer]);
    } else {
      this.timer = window.setTimeout(() => this.look(), EVERY);
    }
  }

  /* The next picture is taken when the last one was looked at: a slow phone isn't buried. */
  hear(text) {
    const now = Date.now();
    const same = text === this.last.text && now - this.last.at < 4000;
    /* a ticket held on is told once; one that nobody had time for is told again */
    if (text && (same || this.onCode(text))) { this.last = { text: text, at: now }; }
    this.timer = window.setTimeout(() => this.look(), EVERY);
  }
}
