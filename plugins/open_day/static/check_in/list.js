/* Today's list: who is meant by what was scanned or typed, and what the door says to them. The same decisions as
   rules/door.py, so that a device that is away says what the server would say. */

const WIDE = "０１２３４５６７８９－—–·";

export function readAsked(text) {
  const plain = Array.from(text.trim(), (c) => {
    const at = WIDE.indexOf(c);
    return at < 0 ? c : at < 10 ? String(at) : "-";
  }).join("");
  const token = /\/booking\/([\w-]{16,64})(?:[/?#]|$)/.exec(plain);
  if (token) { return { kind: "token", value: token[1] }; }
  const digits = plain.replace(/\D/g, "");
  if (!digits || /[^\d\s-]/.test(plain)) { return { kind: "nothing", value: "" }; }
  if (digits.length === 4 && plain.indexOf("-") < 0) { return { kind: "digits", value: digits }; }
  return { kind: digits.length > 4 ? "number" : "place", value: digits };
}

async function salted(salt, value) {
  const bytes = new TextEncoder().encode(salt + ":" + value);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

export async function lookUp(list, asked, session) {
  if (!list) { return []; }
  const secret = asked.kind === "token" || asked.kind === "digits" ? await salted(list.salt, asked.value) : "";
  return list.people.filter((person) => {
    if (asked.kind === "token") { return person.code === secret; }
    if (asked.kind === "digits") { return person.digits === secret; }
    if (asked.kind === "number") { return person.number.replace(/\D/g, "") === asked.value; }
    return person.session === session && Number(person.number.split("-").pop()) === Number(asked.value);
  });
}

/* `inside`: booking id → {id, at, by, people}; `waiting`: what this device has not sent yet. */
export function judge(person, session, inside, waiting) {
  const undone = new Set(waiting.filter((item) => item.kind === "undo").map((item) => item.arrival));
  const came = inside.get(person.id);
  if (came && !undone.has(came.id)) { return { code: "again", came: came }; }
  const noted = waiting.find((item) => item.kind === "arrive" && item.booking === person.id && !item.refused);
  if (noted) { return { code: "again", came: { at: noted.at, people: noted.people, by: "" } }; }
  if (person.state !== "booked") { return { code: person.state }; }
  if (!person.today) { return { code: "other_day" }; }
  return { code: person.session === session ? "ready" : "other_session" };
}
