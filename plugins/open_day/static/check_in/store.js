/* What this device keeps. Two drawers: "private-door" holds today's list with call names and is forgotten at the day's
   end and at sign-out; "door-waiting" holds what has not been sent yet, without any name. Where the browser keeps
   nothing (private mode, full disk) they live in memory and `lasting` is false. */

const LIST = "private-door", WAITING = "door-waiting";

export class Store {
  constructor() {
    this.lasting = true;
    this.memory = { [LIST]: new Map(), [WAITING]: new Map() };
    this.open = {};
  }

  base(name) {
    if (this.open[name]) { return this.open[name]; }
    this.open[name] = new Promise((found, failed) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onerror = () => failed(asked.error);
      asked.onblocked = () => failed(new Error("blocked"));
      asked.onsuccess = () => {
        /* another page wants to forget it: let go */
        asked.result.onversionchange = () => { asked.result.close(); delete this.open[name]; };
        found(asked.result);
      };
    });
    return this.open[name];
  }

  async run(name, mode, work, tries = 0) {
    if (this.lasting) {
      try {
        const base = await this.base(name);
        return await new Promise((done, failed) => {
          const act = base.transaction("kept", mode);
          const asked = work(act.objectStore("kept"));
          act.oncomplete = () => done(asked.result);
          act.onabort = act.onerror = () => failed(act.error || asked.error);
        });
      } catch (problem) {
        /* another page may just have closed the drawer: open it once more before giving up */
        delete this.open[name];
        if (tries === 0) { return this.run(name, mode, work, 1); }
        this.lasting = false;
      }
    }
    return undefined;
  }

  async put(name, key, value) {
    this.memory[name].set(key, value);
    await this.run(name, "readwrite", (kept) => kept.put(value, key));
  }

  async get(name, key) {
    const found = await this.run(name, "readonly", (kept) => kept.get(key));
    return found === undefined ? this.memory[name].get(key) : found;
  }

  async remove(name, key) {
    this.memory[name].delete(key);
    await this.run(name, "readwrite", (kept) => kept.delete(key));
  }

  async all(name) {
    const found = await this.run(name, "readonly", (kept) => kept.getAll());
    return found === undefined || !this.lasting ? [...this.memory[name].values()] : found;
  }

  /* ── today's list of one open day ── */
  list(openDay) { return this.get(LIST, openDay); }
  keepList(openDay, list) { return this.put(LIST, openDay, list); }

  /* Forget every list: at the day's end, for somebody else at the device, by the button. */
  async forgetLists() {
    this.memory[LIST].clear();
    if (this.open[LIST]) {
      try { (await this.open[LIST]).close(); } catch (problem) { /* it never opened */ }
      delete this.open[LIST];
    }
    await new Promise((done) => {
      try {
        const asked = indexedDB.deleteDatabase(LIST);
        asked.onsuccess = asked.onerror = asked.onblocked = done;
      } catch (problem) { done(); }
    });
  }

  /* ── what waits to be sent, and what was refused and nobody has seen ── */
  keepWaiting(item) { return this.put(WAITING, item.key, item); }
  dropWaiting(key) { return this.remove(WAITING, key); }

  async waiting(openDay) {
    const found = await this.all(WAITING);
    return found.filter((item) => item.openDay === openDay).sort((a, b) => a.order - b.order);
  }
}

/* 32 hexadecimal digits that nobody else has. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
