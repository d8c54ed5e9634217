// "Kirim laporan masalah": the log of codes and numbers, to the server.
import { lines } from "./log.js";
import { reached, tell } from "./network.js";
import { phoneId } from "./phone_id.js";
import { VERSION } from "./version.js";

export async function report() {
  if (!(await reached())) return false;
  const answer = await tell("POST", "/reports", { phone_id: await phoneId(), version: VERSION, lines: await lines() });
  return answer?.status === 201 || answer?.status === 200;
}
