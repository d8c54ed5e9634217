// The server says which life it lives. Another one than we knew: it was restored, and may lack what it had acknowledged.
const MOST = 500;

export async function offer(life, { outbox, net, now }) {
  const known = await outbox.setting("life");
  if (known === life) return true;
  if (!known) return outbox.sendAgain([], life).then(() => true);
  const all = (await outbox.acknowledged(now())).map((item) => ({ submission_id: item.id, digest: item.digest }));
  const missing = [];
  for (let at = 0; at < all.length; at += MOST) {
    const answer = await net.tell("POST", "/offers", { items: all.slice(at, at + MOST) });
    if (answer?.status !== 200 || !Array.isArray(answer.body.missing)) return false;
    missing.push(...answer.body.missing);
  }
  await outbox.sendAgain(missing, life);
  return true;
}
