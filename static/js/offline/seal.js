// Sealing to somebody's public key: JWE compact (RFC 7516), ECDH-ES on P-256 (RFC 7518 §4.6) with A256GCM.
import { base64url, fromBase64url, join, utf8 } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const ENC = "A256GCM";

function counted(bytes) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return join(length, bytes);
}

// Concat KDF with one round: 256 bits are one SHA-256.
async function agreed(ours, theirs) {
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours, 256);
  const nobody = counted(new Uint8Array());
  const round = new Uint8Array([0, 0, 0, 1]);
  const bits = new Uint8Array([0, 0, 1, 0]);
  const raw = await crypto.subtle.digest("SHA-256", join(round, secret, counted(utf8(ENC)), nobody, nobody, bits));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export function newKeyPair() {
  return crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
}

export async function publicJwk(pair) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return { kty, crv, x, y };
}

// The sealed text of `bytes`. `to` is a public JWK; its `kid` stands in the header.
export async function seal(bytes, to) {
  const once = await newKeyPair();
  const theirs = await crypto.subtle.importKey("jwk", { kty: to.kty, crv: to.crv, x: to.x, y: to.y }, CURVE, false, []);
  const key = await agreed(once.privateKey, theirs);
  const header = { alg: "ECDH-ES", enc: ENC, ...(to.kid ? { kid: to.kid } : {}), epk: await publicJwk(once) };
  const head = base64url(utf8(JSON.stringify(header)));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(head) }, key, bytes));
  return [head, "", base64url(iv), base64url(sealed.subarray(0, -16)), base64url(sealed.subarray(-16))].join(".");
}

// The bytes again, for whom they were sealed. Throws where they were altered or meant for somebody else.
export async function unseal(sealed, privateKey) {
  const [head, , iv, body, tag] = sealed.split(".");
  const { epk } = JSON.parse(new TextDecoder().decode(fromBase64url(head)));
  const theirs = await crypto.subtle.importKey("jwk", epk, CURVE, false, []);
  const key = await agreed(privateKey, theirs);
  const whole = join(fromBase64url(body), fromBase64url(tag));
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64url(iv), additionalData: utf8(head) }, key, whole));
}
