// Sends what is due: records first, then photos, smallest first; then hears what the server says of them. One round.
//
// Everything it leans on comes in `by`, so that a test can break it at each await: {outbox, net, now, random, alive, sole}.
export async function round(owner, by, hurry = false) {
  await records(owner, by, hurry);
  await photos(owner, by, hurry);
  await changes(by);
  await by.outbox.sweep(by.now());
}

async function records(owner, { outbox, net, now, random, alive, sole }, hurry) {
  const passed = new Set();
  while (await alive()) {
    const item = await outbox.lease(owner, now(), { hurry, sole, passed });
    if (!item) return;
    passed.add(item.id);
    const answer = await net.submit(item);
    await outbox.answered(item.id, owner, answer, now(), random);
    if (!answer && !(await net.reached())) return;
  }
}

async function photos(owner, { outbox, net, now, random, alive }, hurry) {
  const passed = new Set();
  while (await alive()) {
    const blob = await outbox.nextBlob(now(), hurry, passed);
    if (!blob) return;
    const answer = await piece(blob, net, outbox);
    const after = await outbox.blobAnswered(blob.sha, answer, now(), random);
    const moved = after?.state === "waiting" && after.offset > blob.offset;
    if (!moved) passed.add(blob.sha);
    if (!answer && !(await net.reached())) return;
  }
}

// After a lost answer the server is asked how much it has.
async function piece(blob, net, outbox) {
  if (blob.unsure) {
    const known = await net.uploaded(blob);
    if (!known) return null;
    if (known.complete) return { status: 200, body: {} };
    await outbox.blobAt(blob.sha, known.offset);
    return net.upload({ ...blob, offset: known.offset });
  }
  return net.upload(blob);
}

async function changes({ outbox, net, alive }) {
  for (let more = true; more && (await alive());) {
    const cursor = await outbox.setting("cursor");
    const answer = await net.ask(`/changes${cursor ? `?since=${encodeURIComponent(cursor)}` : ""}`);
    if (answer?.status !== 200 || !Array.isArray(answer.body.changes)) return;
    await outbox.learn(answer.body.changes, answer.body.cursor);
    more = answer.body.more && answer.body.cursor !== cursor;
  }
}
