// Whose talk and letters these are, beside the names that the page knows.
import { keeper } from "./storage.js";

const secret = keeper("sessionStorage", "pufa.secret");

// Made in this tab and told to no page: who knows the conversation's name alone can't end it.
export function ownSecret() {
  const known = secret.get();
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  secret.set(made);
  return made;
}
