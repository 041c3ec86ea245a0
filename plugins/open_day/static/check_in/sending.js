/* Everything done at the door goes through here: kept on the device first, then sent, in order, under a key that makes
   sending it again harmless. A fresh token is fetched before anything is sent. */

const PATIENCE = 5000;

/* A request that doesn't wait for ever. Its `kind` says what is the matter: away, signed_out, forbidden. */
export class Trouble extends Error {
  constructor(kind) { super(kind); this.kind = kind; }
}

export async function ask(address, options, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), patience);
  let answer;
  try {
    answer = await fetch(address, Object.assign({
      credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal,
      headers: { Accept: "application/json" },
    }, options));
  } catch (problem) {
    throw new Trouble("away");
  } finally {
    window.clearTimeout(timer);
  }
  if (answer.type === "opaqueredirect") { throw new Trouble("signed_out"); }
  if (answer.status === 403 || answer.status === 404) { throw new Trouble("forbidden"); }
  if (answer.status >= 500 || answer.status === 429) { throw new Trouble("away"); }
  return answer;
}

/* The same, where anything but a plain answer is of no use. */
export async function fetchPlain(address, options, patience) {
  const answer = await ask(address, options, patience);
  if (!answer.ok) { throw new Trouble("away"); }
  return answer;
}

export class Sending {
  /* `onState(kind)`: online, away, signed_out, forbidden; `onSent({count, odd})` after what had waited went out. */
  constructor(store, config, time, onState, onSent) {
    this.store = store;
    this.config = config;
    this.time = time;
    this.onState = onState;
    this.onSent = onSent;
    this.token = "";
    this.busy = null;
    this.answers = new Map();
  }

  waiting() { return this.store.waiting(this.config.openDay); }

  /* Keep an act and try to send it now. Gives the server's answer, or null: it waits. */
  async act(what) {
    const item = Object.assign({
      openDay: this.config.openDay, at: this.time.iso(), order: this.time.next(), away: false,
    }, what);
    await this.store.keepWaiting(item);
    await this.flush(item.key);
    const answer = this.answers.get(item.key);
    this.answers.delete(item.key);
    return answer || null;
  }

  /* Send what waits. `mine` is the act somebody stands and waits for; the others are told of in `onSent`. */
  flush(mine) {
    this.busy = (this.busy || Promise.resolve()).then(() => this.alone(() => this.sendAll(mine)));
    return this.busy;
  }

  alone(work) {
    return navigator.locks ? navigator.locks.request("door-sending", work) : work();
  }

  async sendAll(mine) {
    let sent = 0, odd = 0;
    try {
      for (const item of await this.waiting()) {
        if (item.refused) { continue; }
        const answer = await this.send(item);
        const fits = answer.ok && (answer.outcome === "in" || answer.outcome === "done");
        if (item.key === mine) { this.answers.set(item.key, answer); } else { sent += 1; odd += fits ? 0 : 1; }
        if (answer.ok || item.key === mine) {
          await this.store.dropWaiting(item.key);
        } else {
          /* nobody stands there any more: kept until somebody has read it */
          await this.store.keepWaiting(Object.assign({}, item, { refused: answer.error || this.config.words.try_again }));
        }
      }
      this.onState("online");
    } catch (problem) {
      if (!(problem instanceof Trouble)) { throw problem; }
      for (const item of await this.waiting()) {
        if (!item.away) { await this.store.keepWaiting(Object.assign({}, item, { away: true })); }
      }
      this.onState(problem.kind);
    }
    if (sent) { this.onSent({ count: sent, odd: odd }); }
  }

  async send(item) {
    for (let tries = 0; ; tries += 1) {
      if (!this.token || tries) { await this.freshToken(); }
      const answer = await ask(this.config.urls.act, {
        method: "POST",
        headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(item),
      });
      /* 400: the token is of an earlier sign-in */
      if (answer.status === 400 && tries === 0) { continue; }
      let told = {};
      try { told = await answer.json(); } catch (problem) { throw new Trouble("away"); }
      if (told.now) { this.time.set(told.now); }
      return Object.assign(told, { ok: answer.ok });
    }
  }

  async freshToken() {
    const told = await (await fetchPlain(this.config.urls.token)).json();
    this.token = told.token;
    this.time.set(told.now);
    return told;
  }

  /* Whether the server can be reached and knows us. What waits gets a token that is fresh. */
  async look() {
    this.token = "";
    const waits = (await this.waiting()).some((item) => !item.refused);
    try {
      await this.freshToken();
      this.onState("online");
    } catch (problem) {
      this.onState(problem.kind || "away");
      return;
    }
    if (waits) { await this.flush(""); }
  }
}
