/** Whether reports of this member wait in this browser. @param {string | number} memberId */
export function hasLeftovers(memberId) {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`academy:outbox:${memberId}:`));
  } catch {
    return false;
  }
}
