// Worlds in which everything goes wrong in every order: run in the page with the phone's own scripts and its real database.
// Only the network is made up (`fetch`), and at each await of the sender the page may be killed or the database fail.
// Returns what was counted, and the first world whose end is not as it must be.
async ({ base, from, worlds }) => {
  const load = (name) => import(`${base}/${name}.js`);
  const [outbox, database, { round }, { offer }, { alone }, network] = await Promise.all(["outbox", "database", "sender", "restored", "lock", "network"].map(load));
  const STORES = ["settings", "drafts", "outbox", "blobs", "sealed"];
  const tally = { worlds: 0, sittings: 0, awaits: 0, kills: 0, lost: 0, odd: 0, restores: 0, sent: 0, failures: 0 };

  const chance = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  const json = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

  // As the interface is described: one enrolment for an id, one receipt for ever, photos in pieces.
  class Server {
    constructor() {
      Object.assign(this, { life: crypto.randomUUID(), taken: new Map(), photos: new Map(), moves: [], kinds: new Map(), wanted: new Map() });
    }
    copy() {
      return { taken: new Map(this.taken), photos: new Map([...this.photos].map(([sha, photo]) => [sha, { ...photo }])), moves: [...this.moves] };
    }
    restore(copy) {
      Object.assign(this, copy, { life: crypto.randomUUID() });
    }
    submit(id) {
      const kind = this.kinds.get(id);
      if (kind === "poison") return json(400, { code: "broken", message: "" });
      if (kind === "invalid") return json(422, { code: "invalid", message: "", errors: { nik: ["x"] }, draft_url: "/x" });
      if (kind === "conflict") return json(409, { code: "different_content", message: "" });
      const known = this.taken.get(id);
      if (!known) {
        this.taken.set(id, { submission_id: id, enrolment_id: `e-${id}`, number: id.slice(0, 4), digest: id, receipt: `${this.life}.${id}` });
        this.moves.push(id);
      }
      return json(known ? 200 : 201, this.taken.get(id));
    }
    upload(sha, headers, body) {
      const [, start, total] = /bytes (\d+)-\d+\/(\d+)/.exec(headers["Content-Range"]).map(Number);
      const photo = this.photos.get(sha) ?? { received: 0, total };
      this.photos.set(sha, photo);
      if (photo.received === total) return json(200, { sha256: sha, received: total, complete: true });
      if (start !== photo.received) return json(409, { code: "wrong_offset", message: "", received: photo.received });
      photo.received += body.length;
      return json(photo.received === total ? 201 : 202, { sha256: sha, received: photo.received, complete: photo.received === total });
    }
    uploaded(sha) {
      const photo = this.photos.get(sha);
      return new Response(null, { status: photo ? 200 : 404, headers: photo ? { "Upload-Offset": photo.received, "Upload-Complete": photo.received === photo.total ? "?1" : "?0" } : {} });
    }
    awaits(id) {
      const lacks = (sha) => (this.photos.get(sha)?.received ?? 0) < 100_000;
      return this.wanted.get(id).filter(lacks);
    }
    changes(since) {
      const [life, at] = (since ?? "").split("~");
      const first = life === this.life ? Math.max(0, Number(at) - 1) : 0;
      const listed = this.moves.slice(first, first + 2).map((id) => ({ ...this.taken.get(id), state: "submitted", awaits: this.awaits(id) }));
      return json(200, { changes: listed, cursor: `${this.life}~${first + listed.length}`, more: first + listed.length < this.moves.length });
    }
    answer(path, { method, headers, body }) {
      const { pathname, searchParams } = new URL(path, location.origin);
      const [, , , what, key] = pathname.split("/");
      if (what === "ping") return json(200, { nonce: searchParams.get("nonce"), version: "1" });
      if (what === "submissions") return this.submit(key);
      if (what === "blobs") return method === "HEAD" ? this.uploaded(key) : this.upload(key, headers, body);
      if (what === "offers") return json(200, { missing: JSON.parse(body).items.map((item) => item.submission_id).filter((id) => !this.taken.has(id)) });
      return this.changes(searchParams.get("since"));
    }
  }

  const ODD = [
    () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }),
    () => new Response("<h1>Wifi hotel</h1>", { status: 200, headers: { "Content-Type": "text/html" } }),
    () => new Response(null, { status: 302, headers: { Location: "/login" } }),
    () => json(200, { welcome: "free wifi" }),
    () => json(202, { welcome: "later" }),
    () => json(429, { code: "too_many", message: "" }, { "Retry-After": "5" }),
    () => json(503, { code: "busy", message: "" }),
  ];

  async function world(seed) {
    const random = chance(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const server = new Server();
    let [clock, calm, backup] = [1_000_000, false, null];
    const now = () => clock;
    await database.within(STORES, "readwrite", (t) => Promise.all(STORES.map((store) => t.objectStore(store).clear())));

    window.fetch = async (path, options) => {
      const fate = calm ? 1 : random();
      if (fate < 0.12) throw new TypeError("no network");
      if (fate < 0.2) return (tally.odd += 1), pick(ODD)();
      const answer = server.answer(path, options);
      if (fate >= 0.32) return answer;
      tally.lost += 1;
      throw new TypeError("the answer was lost");
    };

    // The page may die before or after each of these; the database may be closed under it.
    function brittle(die) {
      return new Proxy(outbox, {
        get: (target, name) => (typeof target[name] !== "function" ? target[name] : async (...given) => {
          tally.awaits += 1;
          if (calm) return target[name](...given);
          if (random() < 0.03) return die();
          if (random() < 0.03) await database.closeForTest();
          if (random() < 0.02) throw new DOMException("closed", "InvalidStateError");
          const result = await target[name](...given);
          return random() < 0.04 ? die() : result;
        }),
      });
    }

    async function sitting() {
      tally.sittings += 1;
      const owner = crypto.randomUUID();
      let killed;
      const death = new Promise((done) => (killed = done));
      const die = () => {
        tally.kills += 1;
        killed();
        return new Promise(() => {});
      };
      const by = { outbox: brittle(die), net: network, now, random };
      const work = async (alive) => (await offer(server.life, by)) && round(owner, { ...by, alive }, random() < 0.5);
      const failing = () => (tally.failures += 1);
      await Promise.race([alone(owner, work, { locks: null, now }).catch(failing), death]);
    }

    const ids = [];
    async function save() {
      const id = crypto.randomUUID();
      ids.push(id);
      server.kinds.set(id, random() < 0.85 ? "good" : pick(["poison", "invalid", "conflict"]));
      const photos = Array.from({ length: Math.floor(random() * 2) }, () => crypto.randomUUID()).map((sha) => ({ sha, plain: sha, item: id, data: new Uint8Array(100_000), size: 100_000, state: "waiting", offset: 0, tries: 0, same: 0, nextAt: 0 }));
      server.wanted.set(id, photos.map((photo) => photo.sha));
      const item = { id, at: clock, sealed: "x", photos: photos.length, state: "ready", tries: 0, same: 0, nextAt: 0, code: "", seen: false };
      await outbox.finish(item, photos, id);
      if (random() < 0.2) await outbox.finish(item, photos, id);
    }

    const STEPS = [save, sitting, sitting, () => Promise.all([sitting(), sitting()]), async () => (clock += 100_000 * random()), async () => (backup ??= server.copy()),
      async () => backup && random() < 0.4 && ((tally.restores += 1), server.restore(backup), (backup = null))];
    await save();
    for (let step = 0; step < 6; step += 1) await pick(STEPS)();

    calm = true;
    for (let turn = 0; turn < 12 && (await verdict(server, ids)).length; turn += 1) {
      clock += 400_000;
      await sitting();
    }
    const wrong = await verdict(server, ids);
    tally.sent += ids.filter((id) => server.taken.has(id)).length;
    return wrong;
  }

  const ENDS = { good: "settled", poison: "quarantined", invalid: "needs_fix", conflict: "conflict" };

  async function verdict(server, ids) {
    const wrong = [];
    const [items, photos] = [await outbox.items(), await outbox.blobs()];
    for (const id of ids) {
      const kind = server.kinds.get(id);
      const item = items.find((each) => each.id === id);
      if (item?.state !== ENDS[kind]) wrong.push(`${kind} is ${item?.state}`);
      if (kind === "good" && server.taken.get(id)?.receipt !== item?.receipt) wrong.push("another receipt");
      if (server.moves.filter((each) => each === id).length !== Number(kind === "good")) wrong.push(`${kind} is there ${server.moves.length} times`);
    }
    for (const photo of photos) if (photo.state !== "done" || server.photos.get(photo.sha)?.received !== photo.size) wrong.push(`a photo is ${photo.state}`);
    return wrong;
  }

  for (let seed = from; seed < from + worlds; seed += 1) {
    const wrong = await world(seed);
    tally.worlds += 1;
    if (wrong.length) return { ...tally, seed, wrong };
  }
  return tally;
}
