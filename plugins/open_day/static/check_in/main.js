/* The door's page where the browser allows it: look people up on the device, send what was done at once or later, scan
   with the camera, go on while the network is away. On plain http this file leaves the page's own forms at work. */

import { Camera } from "./camera.js";
import { button, card, fill, people } from "./cards.js";
import { judge, lookUp, readAsked } from "./list.js";
import { Sending, fetchPlain } from "./sending.js";
import { Store, newKey } from "./store.js";

const MOST = 20, AGAIN = 15000, LONG = 20000, SHANGHAI = 8 * 3600 * 1000;

class Time {
  constructor() { this.offset = 0; this.count = 0; }
  set(iso) { this.offset = Date.parse(iso) - Date.now(); }
  now() { return Date.now() + this.offset; }
  iso() { return new Date(this.now()).toISOString(); }
  next() { this.count = Math.max(this.count + 1, Date.now()); return this.count; }
}

function hhmm(moment) {
  const that = new Date((typeof moment === "string" ? Date.parse(moment) : moment) + SHANGHAI);
  return that.getUTCHours() + ":" + String(that.getUTCMinutes()).padStart(2, "0");
}

function day(iso, lang) {
  return new Intl.DateTimeFormat(lang === "en" ? "en" : "zh-CN", {
    timeZone: "Asia/Shanghai", month: lang === "en" ? "short" : "long", day: "numeric",
  }).format(new Date(iso));
}

class Gate {
  constructor(root) {
    this.root = root;
    this.config = JSON.parse(root.getAttribute("data-gate"));
    this.words = this.config.words;
    this.time = new Time();
    this.store = new Store();
    this.state = "online";
    this.list = null;
    this.inside = new Map();
    this.facts = null;
    this.queue = [];
    this.asking = false;
    this.sending = new Sending(
      this.store, this.config, this.time, (kind) => this.turn(kind), (told) => this.tellSent(told),
    );
    this.result = document.getElementById("gate-result");
  }

  at(selector) { return document.querySelector(selector); }

  async start() {
    this.listen();
    this.at("[data-plain]").hidden = true;
    this.at("[data-bar]").hidden = false;
    this.at("[data-device]").hidden = false;
    const kept = await this.store.list(this.config.openDay);
    if (kept) {
      this.time.offset = kept.offset;
      if (this.time.now() > Date.parse(kept.until)) { await this.endDay(); return; }
      if (kept.user === this.config.user) { this.list = kept; } else { await this.store.forgetLists(); }
    }
    this.readFacts();
    await this.keepPage();
    await this.loadList();
    await this.sending.flush("");
    await this.draw();
    window.setInterval(() => this.tick(), AGAIN);
  }

  listen() {
    const form = this.at("[data-look-up]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const box = form.elements.text;
      const text = box.value;
      box.value = "";
      this.handle(text, "list");
    });
    form.addEventListener("change", (event) => { if (event.target.name === "session") { this.draw(); } });
    this.at("[data-walk-in]").addEventListener("submit", (event) => { event.preventDefault(); this.walkIn(event.target); });
    document.addEventListener("submit", (event) => {
      const kind = event.target.getAttribute("data-settle");
      if (!kind) { return; }
      event.preventDefault();
      this.settle(kind, Number(event.target.getAttribute("data-arrival")));
    }, true);
    const now = document.getElementById("gate-now");
    let open = false;
    now.addEventListener("toggle", (event) => { if (event.target.isConnected) { open = event.target.open; } }, true);
    new MutationObserver(() => {
      const fold = document.getElementById("gate-came");
      if (fold && fold.open !== open) { fold.open = open; }
      this.readFacts();
      this.draw();
    }).observe(now, { childList: true });
    /* The page asks for this part after every act, and by itself when others act: all in one line, see refreshNow. */
    now.removeAttribute("data-live-src");
    ["live:told", "live:reset"].forEach((name) => now.addEventListener(name, () => this.hear()));
    this.camera = new Camera(
      this.at("[data-camera]"), this.config,
      (text) => { const free = !this.asking; if (free) { this.handle(text, "qr"); } return free; },
      (code) => this.show("warn", this.words[code]),
    );
    this.at("[data-camera-start]").addEventListener("click", () => { this.camera.start(); this.root.scrollIntoView(); });
    this.at("[data-camera-stop]").addEventListener("click", () => this.camera.stop());
    this.at("[data-clear]").addEventListener("click", () => this.clear());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) { this.camera.stop(); } else { this.tick(); }
    });
    window.addEventListener("online", () => this.tick());
    window.addEventListener("offline", () => this.turn("away"));
  }

  /* ── what the device knows ── */
  session() {
    const chosen = this.at("[name=session]:checked");
    return chosen ? Number(chosen.value) : 0;
  }

  async keepPage() {
    try {
      await navigator.serviceWorker.register(this.config.urls.worker, { scope: this.config.urls.page });
      if (navigator.storage && navigator.storage.persist) { navigator.storage.persist(); }
    } catch (problem) {
      /* offline or signed out: the worker that is there goes on; in private mode there is none */
    }
  }

  async loadList() {
    try {
      const told = await (await fetchPlain(this.config.urls.list, {}, LONG)).json();
      this.time.set(told.now);
      this.list = Object.assign(told, { offset: this.time.offset, facts: this.facts });
      this.loaded = Date.now();
      await this.store.keepList(this.config.openDay, this.list);
      this.turn("online");
    } catch (problem) {
      this.turn(problem.kind || "away");
    }
  }

  /* Who came, as the server last said it: in the page, or kept from an earlier look at it. */
  readFacts() {
    const here = JSON.parse(this.at("[data-facts]").getAttribute("data-facts"));
    const kept = this.list && this.list.facts;
    this.facts = kept && kept.now > here.now ? kept : here;
    this.inside = new Map(this.facts.inside.filter((one) => one.booking).map((one) => [one.booking, one]));
    if (this.list && this.facts !== kept) {
      this.list.facts = this.facts;
      this.store.keepList(this.config.openDay, this.list);
    }
  }

  /* Several doors hear at the same moment: they don't ask at the same moment, and once for several acts. */
  hear() {
    this.heard = this.heard || window.setTimeout(() => { this.heard = 0; this.refreshNow(); }, 100 + Math.random() * 800);
  }

  /* What the part shows afterwards was read after this was called. Never two questions at once: the answer to the
     earlier one would undo what the later one has shown. */
  refreshNow() {
    this.stale = true;
    this.refreshing = this.refreshing || this.refreshUntilFresh().finally(() => { this.refreshing = null; });
    return this.refreshing;
  }

  async refreshUntilFresh() {
    while (this.stale) {
      this.stale = false;
      await this.askForNow();
    }
  }

  async askForNow() {
    try {
      const text = await (await fetchPlain(this.config.urls.now, { headers: { Accept: "text/html" } })).text();
      const part = new DOMParser().parseFromString(text, "text/html").getElementById("gate-now");
      const here = document.getElementById("gate-now");
      if (part && window.takesPart(here, part)) { here.innerHTML = part.innerHTML; }
    } catch (problem) {
      this.turn(problem.kind || "away");
    }
  }

  async tick() {
    if (this.time.now() > Date.parse(this.list ? this.list.until : this.config.until) && this.list) { await this.endDay(); return; }
    if (this.state !== "online" || this.queue.some((item) => !item.refused)) {
      const before = this.state;
      await this.sending.look();
      if (this.state === "online" && before !== "online") { await this.loadList(); await this.refreshNow(); }
      await this.draw();
    }
  }

  async endDay() {
    this.camera.stop();
    await this.forget();
    this.root.querySelectorAll("form").forEach((form) => { form.hidden = true; });
    this.show("info", this.words.day_over);
    this.at("[data-bar]").hidden = true;
    await this.sending.flush("");
    await this.draw();
  }

  async forget() {
    this.list = null;
    await this.store.forgetLists();
    if (window.caches) {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("private-door:")).map((name) => caches.delete(name)));
    }
  }

  async clear() {
    const note = this.at("[data-clear-note]");
    const waiting = await this.sending.waiting();
    if (waiting.length && !this.sure) {
      this.sure = true;
      note.textContent = fill(this.words.clear_first, { count: waiting.length });
      return;
    }
    this.sure = false;
    await Promise.all(waiting.map((item) => this.store.dropWaiting(item.key)));
    await this.forget();
    const found = await navigator.serviceWorker.getRegistration(this.config.urls.page);
    if (found) { await found.unregister(); }
    note.textContent = this.words.cleared;
    await this.draw();
  }

  /* ── one person ── */
  async handle(text, way) {
    this.asking = true;
    try { await this.answer(text, way); } finally { this.asking = Boolean(this.at("[data-asking]")); }
  }

  async answer(text, way) {
    const asked = readAsked(text);
    if (asked.kind === "nothing" || (way === "qr" && asked.kind !== "token")) {
      this.show("stop", way === "qr" ? this.words.not_ours : this.words.unreadable);
      return;
    }
    let found = await lookUp(this.list, asked, this.session());
    if (!found.length && this.state === "online" && Date.now() - (this.loaded || 0) > 3000) {
      await this.loadList();
      found = await lookUp(this.list, asked, this.session());
    }
    this.queue = await this.sending.waiting();
    const how = way === "qr" ? "qr" : asked.kind === "digits" ? "digits" : "list";
    if (found.length === 1) { this.person(found[0], how); return; }
    if (found.length) {
      this.show("info", this.words.choose, "", "", found.map((one) => button(
        one.name + " " + one.number, () => this.person(one, how),
      )));
      return;
    }
    if (this.state !== "online" && (asked.kind === "token" || asked.kind === "number")) {
      const stopped = this.list ? hhmm(this.list.now) : "–";
      this.say("unknown_away", asked.kind === "number" ? text.trim() : "", { time: stopped }, [
        button(this.words.note_down, () => this.letIn({ id: text.trim(), name: "", number: "" }, how, 1), true),
      ]);
      return;
    }
    this.say("unknown", asked.kind === "token" ? "" : text.trim(), {});
  }

  person(one, way) {
    const verdict = judge(one, this.session(), this.inside, this.queue);
    const who = [one.name, one.number, fill(this.words.people, { people: one.party })].filter(Boolean).join(" · ");
    if (verdict.code === "ready") { this.offer(one, who, way); return; }
    const came = verdict.came;
    this.say(verdict.code, who, {
      time: hhmm(came ? came.at : one.starts), people: came ? came.people : one.party,
      who: came ? came.by || this.words.this_device : "", session: one.title, day: day(one.starts, this.config.lang),
    });
  }

  offer(one, who, way) {
    const count = people(this.words, one.party, MOST);
    const go = button(this.words.confirm, () => this.letIn(one, way, count.value()), true);
    const back = button(this.words.back, () => this.show());
    const shown = this.show("info", one.name || one.number, who.replace(one.name + " · ", ""), "", [count.box, go, back]);
    shown.setAttribute("data-asking", "");
    this.asking = true;
    /* one red button on the screen: what is asked now */
    this.at("[data-bar]").hidden = true;
    go.focus();
  }

  async letIn(one, way, count) {
    const key = newKey();
    const answer = await this.sending.act({
      key: key, kind: "arrive", booking: one.id, people: count, confirmed: true, way: way,
    });
    const who = [one.name, fill(this.words.people, { people: count })].filter(Boolean).join(" · ");
    const welcome = this.words.results.in;
    if (!answer) {
      this.show("ok", welcome.headline, who, this.words.saved_away, [
        button(this.words.undo, async () => { await this.store.dropWaiting(key); this.show("info", this.words.undone); await this.draw(); }),
      ]);
    } else if (answer.outcome === "in") {
      this.inside.set(answer.booking, { id: answer.id, at: answer.at, by: answer.by, people: answer.people });
      this.show("ok", welcome.headline, who, fill(welcome.what, { time: hhmm(answer.at), people: answer.people }), [
        button(this.words.undo, () => this.settle("undo", answer.id)),
      ]);
      this.refreshNow();
    } else if (answer.outcome === "duplicate") {
      this.say("again", who, { time: hhmm(answer.at), people: answer.people, who: answer.by });
      this.refreshNow();
    } else {
      this.show("stop", this.words.results[answer.outcome === "unknown" ? "unknown" : "cancelled"].headline, who, answer.sentence || answer.error);
      this.loadList();
    }
    await this.draw();
  }

  async walkIn(form) {
    const box = form.elements.confirmed;
    if (box && !box.checked) { box.focus(); this.show("stop", box.closest("label").textContent.trim()); return; }
    const count = Math.max(1, Math.min(MOST, Number(form.elements.people.value) || 1));
    const session = form.querySelector("[name=session]:checked");
    const answer = await this.sending.act({
      key: newKey(), kind: "walk_in", session: session ? Number(session.value) : this.session(), people: count,
      category: form.elements.category.value, confirmed: Boolean(box), way: "walk_in",
    });
    form.removeAttribute("data-sending");
    if (answer && answer.outcome !== "in") {
      this.show("stop", answer.error || answer.sentence);
    } else {
      const done = fill(this.words.walk_in_done, { people: count });
      this.show("ok", this.words.results.in.headline, "", answer ? done : this.words.saved_away,
        answer ? [button(this.words.undo, () => this.settle("undo", answer.id))] : []);
      form.elements.people.value = 1;
      if (box) { box.checked = false; }
      form.closest("details").open = false;
    }
    this.result.scrollIntoView({ block: "center" });
    if (answer) { this.refreshNow(); }
    await this.draw();
  }

  async settle(kind, arrival) {
    const answer = await this.sending.act({ key: newKey(), kind: kind, arrival: arrival });
    if (kind === "undo") {
      this.inside.forEach((one, booking) => { if (one.id === arrival) { this.inside.delete(booking); } });
      this.show(answer && !answer.ok ? "stop" : "info", answer && !answer.ok ? answer.error : this.words.undone);
    }
    if (answer) { await this.refreshNow(); }
    await this.draw();
  }

  /* ── what the page says ── */
  show(state, word, who, what, parts) {
    this.result.textContent = "";
    this.asking = false;
    this.at("[data-bar]").hidden = false;
    if (!state) { return null; }
    const made = card(state, word, who, what, parts);
    this.result.append(made);
    return made;
  }

  say(code, who, figures, parts) {
    const words = this.words.results[code] || this.words.results.unknown;
    return this.show(words.state, words.headline, who, fill(words.what, figures), parts);
  }

  turn(kind) {
    this.state = kind;
    const line = this.at("[data-net]");
    const time = this.list ? hhmm(this.list.facts && this.list.facts.now > this.list.now ? this.list.facts.now : this.list.now) : "";
    const code = kind === "away" && !this.list ? "away_no_list" : kind;
    const tag = document.createElement("span");
    tag.className = "tag";
    tag.setAttribute("data-s", kind === "online" ? "ok" : kind === "away" ? "warn" : "stop");
    tag.textContent = fill(this.words[code], { time: time });
    line.textContent = "";
    line.hidden = false;
    line.append(tag);
    if (kind === "signed_out") {
      const link = document.createElement("a");
      link.className = "btn";
      link.href = this.config.urls.signIn;
      link.textContent = this.words.sign_in;
      line.append(link);
    }
    if (!this.store.lasting) {
      const note = document.createElement("p");
      note.textContent = this.words.no_store;
      line.append(note);
    }
    document.getElementById("gate-now").classList.toggle("is-stopped", kind !== "online");
  }

  tellSent(told) {
    if (!this.asking) {
      const what = told.odd ? this.words.sent_with : this.words.sent;
      this.show(told.odd ? "warn" : "ok", this.words.sent_title, "", fill(what, told));
    }
    this.refreshNow();
    this.loadList();
  }

  async draw() {
    this.queue = await this.sending.waiting();
    this.drawCounts();
    this.drawQueue();
    this.turn(this.state);
  }

  drawCounts() {
    const waiting = this.queue.filter((item) => !item.refused);
    const chosen = this.session();
    (this.facts ? this.facts.sessions : []).forEach((session) => {
      const more = waiting.reduce((sum, item) => sum + (this.sessionOf(item) === session.id ? item.people : 0), 0);
      const spot = this.at("[data-arrived='" + session.id + "']");
      if (spot) { spot.textContent = session.arrived + more; }
      if (session.id === chosen) {
        this.at("[data-count]").textContent = session.arrived + more + " / " + session.booked;
      }
    });
    const titles = this.config.sessions.filter((one) => one.id === chosen);
    const left = waiting.length ? fill(this.words.queued, { count: waiting.length }) : "";
    this.at("[data-count-note]").textContent = left || (titles.length ? titles[0].title : "");
  }

  sessionOf(item) {
    if (item.kind === "walk_in") { return item.session; }
    const one = item.kind === "arrive" && this.list && this.list.people.find((person) => person.id === item.booking);
    return one ? one.session : 0;
  }

  drawQueue() {
    const rows = this.at("[data-queue]");
    rows.textContent = "";
    this.at("[data-away]").hidden = !this.queue.length;
    this.queue.forEach((item) => {
      const row = document.createElement("li");
      const said = document.createElement("div");
      const act = document.createElement("div");
      const one = this.list && this.list.people.find((person) => person.id === item.booking);
      const what = one ? [one.number, one.name].filter(Boolean).join(" ") : typeof item.booking === "string" && item.booking.indexOf("/") < 0 ? item.booking : "";
      said.textContent = fill(this.words["queued_" + item.kind] || "{time}", { time: hhmm(item.at), what: what, people: item.people });
      if (item.refused) {
        const why = document.createElement("p");
        why.className = "err";
        why.textContent = item.refused;
        said.append(why);
      }
      act.className = "rows__act";
      const drop = button(item.refused ? this.words.seen : this.words.drop, async () => { await this.store.dropWaiting(item.key); await this.draw(); });
      drop.className = "btn";
      act.append(drop);
      row.append(said, act);
      rows.append(row);
    });
  }
}

const root = document.querySelector("[data-gate]");
if (root && root.querySelector("[data-look-up]") && window.isSecureContext && window.crypto && crypto.subtle && "serviceWorker" in navigator) {
  new Gate(root).start();
}
