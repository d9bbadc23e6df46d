/** Decorative strokes of the toolbar, in the colour of the text around them. */
const PATHS = {
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M11 5h6M7 19h6M14.500 5l-5 14",
  link: "M10 14a4 4 0 0 0 6 .4l2.500-2.500a4 4 0 0 0-5.700-5.700L11.500 7.500M14 10a4 4 0 0 0-6-.4l-2.500 2.500a4 4 0 0 0 5.700 5.700L12.500 16.500",
  quote: "M5 6h14M9 11h10M9 16h7M5 10.500v7",
  code: "M8.500 8L4.500 12l4 4M15.500 8l4 4-4 4",
  list: "M9 7h11M9 12h11M9 17h11M4.500 7h.01M4.500 12h.01M4.500 17h.01",
  numbers: "M10 7h10M10 12h10M10 17h10M4 6l1.500-1v4.500M4 14.500h2.500c.5-2-2.300-1.500-2.500 1.500l0 2.500h2.500",
  tasks: "M11 7h9M11 16h9M4 7l1.500 1.500L8 5.500M4 16l1.500 1.500L8 14.500",
  image: "M4 5.500h16v13H4zM4 16l4.500-4.500L13 16l3-3 4 4M15.500 9.500h.01",
  mention: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7",
  close: "M6 6l12 12M18 6L6 18",
  minus: "M6 12h12",
  up: "M6 15l6-6 6 6",
};

/** @param {{name: keyof typeof PATHS}} props */
export function Icon({ name }) {
  return (
    <svg
      className="size-5 shrink-0"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
