/**
 * Whether a member is followed or muted, as the reader has said in another tab.
 */
import { register } from "./live/reducers.js";

register("member:follow_member", ({ profile }, { id, row }) =>
  row && profile?.person.id === id ? { profile: { ...profile, follow: row.follow } } : undefined,
);

export function PersonMarks() {
  return null;
}
