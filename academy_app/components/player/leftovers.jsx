/**
 * Reports that an earlier page could not deliver go out from whichever page is opened next.
 */
import { useEffect } from "react";
import { hasLeftovers } from "./leftovers.js";

/** @param {{memberId: string | number, api: string}} props */
export function Leftovers({ memberId, api }) {
  useEffect(() => {
    if (hasLeftovers(memberId)) import("./delivery.js").then(({ openDelivery }) => openDelivery(String(memberId), api));
  }, [memberId, api]);
  return null;
}
