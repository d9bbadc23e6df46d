/** Decorative strokes in the colour of the text around them. */

/** @param {{path: string, className?: string, filled?: boolean}} props */
function Icon({ path, className = "size-4", filled = false }) {
  return (
    <svg
      className={`shrink-0 ${className}`}
      viewBox="0 0 24 24"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

/** @param {{className?: string}} props */
export const PlayIcon = (props) => <Icon path="M7 4.5v15l12-7.5z" filled {...props} />;
export const CheckIcon = () => <Icon path="M5 12.5l4.5 4.5L19 7.5" />;
export const UpIcon = () => <Icon path="M6 15l6-6 6 6" />;
export const DownIcon = () => <Icon path="M6 9l6 6 6-6" />;
export const CloseIcon = () => <Icon path="M6 6l12 12M18 6L6 18" />;

/** @param {{className?: string}} props */
export function Spinner({ className = "size-8" }) {
  return (
    <span
      className={`inline-block animate-spin rounded-full border-2 border-current border-e-transparent motion-reduce:animate-none ${className}`}
      aria-hidden="true"
    />
  );
}
