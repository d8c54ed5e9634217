// "Kirim laporan masalah": the log of codes and numbers, to the server.
import { lines } from "./log.js";
import { reached, tell } from "./network.js";
import { phoneId } from "./phone_id.js";

export async function report() {
  const there = await reached();
  if (!there) return false;
  const answer = await tell("POST", "/reports", { phone_id: await phoneId(), version: there.version, lines: await lines() });
  return answer?.status === 201 || answer?.status === 200;
}
