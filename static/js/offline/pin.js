// A PIN guards the private key that opens drafts; writing one needs only the public key, so nobody is asked while filling in.
import { base64url, fromBase64url } from "./bytes.js";
import { newKeyPair, publicJwk } from "./seal.js";

const ROUNDS = 600_000;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

async function wrapping(pin, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// A fresh pair under a PIN: {open: public JWK, salt, iv, rounds, wrapped}.
export async function newLock(pin) {
  const pair = await newKeyPair();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, await wrapping(pin, salt, ROUNDS), { name: "AES-GCM", iv });
  return { open: await publicJwk(pair), salt: base64url(salt), iv: base64url(iv), rounds: ROUNDS, wrapped: base64url(wrapped) };
}

// The private key, or null for a wrong PIN.
export async function unlock(lock, pin) {
  const by = await wrapping(pin, fromBase64url(lock.salt), lock.rounds);
  const how = { name: "AES-GCM", iv: fromBase64url(lock.iv) };
  return crypto.subtle.unwrapKey("pkcs8", fromBase64url(lock.wrapped), by, how, CURVE, false, ["deriveBits"]).catch(() => null);
}
