/**
 * The tree: rows to open, rename, pick and drag. With the keyboard a row is grabbed at its grip by Space, moved by the
 * arrows, put down by Space or Enter, and goes back by Escape.
 */
import { memo, useCallback, useMemo, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { moved, placeOf, stepped } from "./changes.js";
import { follow, moveTo, rowOf } from "./drag.js";
import { Inline } from "./inline.jsx";
import { BUTTON, ICON, Icon, StateChip } from "./looks.jsx";
import { Menu } from "./menu.jsx";

/** @param {{tree: any, chosen: number, picked: Set<number>, setPicked: (picked: Set<number>) => void, acts: any, say: (words: string) => void}} props */
export function Tree({ tree, chosen, picked, setPicked, acts, say }) {
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [spot, setSpot] = useState(/** @type {any} */ (null));
  const [grabbed, setGrabbed] = useState(/** @type {{kind: "lesson" | "module", id: number, move: any} | null} */ (null));
  const [folded, setFolded] = useState(/** @type {Set<number>} */ (new Set()));
  const [naming, setNaming] = useState("");
  const [adding, setAdding] = useState(/** @type {number | "module" | null} */ (null));
  const shown = useMemo(() => (grabbed?.move ? moved(tree, grabbed.move) : tree), [tree, grabbed]);
  // Rows are drawn again only when something of theirs changes: what they call reads what is now.
  const now = useRef(/** @type {any} */ ({}));
  now.current = { tree, shown, grabbed, picked, acts };

  const onPress = useCallback((/** @type {React.PointerEvent} */ event, /** @type {string} */ name, /** @type {string} */ label) => {
    if (event.button !== 0 || !root.current) return;
    const row = rowOf(name);
    const idsOf = () => {
      const { picked: many, tree: all } = now.current;
      if (row.kind !== "lesson" || !many.has(row.id)) return [row.id];
      return all.modules.flatMap((/** @type {any} */ each) => each.lessons.map((/** @type {any} */ lesson) => lesson.id)).filter((/** @type {number} */ id) => many.has(id));
    };
    follow(event.nativeEvent, {
      root: root.current,
      row,
      label: idsOf().length > 1 ? t("builder.picked", { count: idsOf().length }) : label,
      onOver: setSpot,
      onDrop: (over) => {
        setSpot(null);
        const move = over && moveTo(now.current.tree, row, idsOf(), over);
        if (move) void now.current.acts.move(move);
      },
    });
  }, []);

  const onGripKey = useCallback((/** @type {React.KeyboardEvent} */ event, /** @type {string} */ name, /** @type {string} */ title) => {
    const row = rowOf(name);
    const { grabbed: held, shown: seen, acts: doing } = now.current;
    const isHeld = held && held.kind === row.kind && held.id === row.id;
    const grip = event.currentTarget;
    const stay = () => requestAnimationFrame(() => (document.querySelector(`[data-row="${name}"] [data-grip]`) ?? grip)?.focus?.());
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (!isHeld) {
        setGrabbed({ ...row, move: null });
        return say(t("builder.grabbed", { title }));
      }
      setGrabbed(null);
      stay();
      if (held.move) return void doing.move(held.move);
      return say(t("builder.put_back", { title }));
    }
    if (!isHeld) return undefined;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setGrabbed(null);
      stay();
      return say(t("builder.put_back", { title }));
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return undefined;
    event.preventDefault();
    const move = stepped(seen, row.kind, row.id, /** @type {1 | -1} */ (step));
    if (move) {
      setGrabbed({ ...row, move });
      stay();
      say(t("builder.over", { title, ...placeOf(moved(seen, move), row.kind, row.id) }));
    }
    return undefined;
  }, [say]);

  const onPick = useCallback((/** @type {number} */ id, /** @type {boolean} */ isOn) => {
    const next = new Set(now.current.picked);
    if (isOn) next.add(id);
    else next.delete(id);
    setPicked(next);
  }, [setPicked]);
  const fold = useCallback((/** @type {number} */ id) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const name = useCallback((/** @type {string} */ kind, /** @type {any} */ row, /** @type {string} */ title) => {
    setNaming("");
    if (title && title !== row.title) void now.current.acts.retitle(kind, row, title);
    requestAnimationFrame(() => document.querySelector(`[data-row="${kind}-${row.id}"] [data-title]`)?.focus?.());
  }, []);
  const calls = useMemo(() => ({ onPress, onGripKey, onPick, fold, name, setNaming, setAdding }), [onPress, onGripKey, onPick, fold, name]);

  return (
    <div ref={root} className="flex min-h-0 flex-1 flex-col lg:overflow-y-auto">
      {picked.size > 0 && <Picked picked={picked} setPicked={setPicked} acts={acts} />}
      <p id="builder-grip-help" className="sr-only">{t("builder.grip_help")}</p>
      <ol role="list" className="flex flex-col gap-1 p-2 pb-4">
        {shown.modules.map((/** @type {any} */ module) => (
          <Module
            key={module.id}
            module={module}
            chosen={module.lessons.some((/** @type {any} */ each) => each.id === chosen) ? chosen : 0}
            picked={picked}
            spot={spot}
            held={grabbed}
            naming={naming}
            isAdding={adding === module.id}
            isFolded={folded.has(module.id)}
            acts={acts}
            calls={calls}
          />
        ))}
        <li className="mt-2 px-2">
          {adding === "module" ? (
            <Inline
              label={t("builder.module_title")}
              placeholder={t("builder.module_title")}
              onEnter={(title) => void acts.addModule(title)}
              onDone={(title) => {
                setAdding(null);
                if (title) void acts.addModule(title);
              }}
            />
          ) : (
            <button type="button" className={BUTTON} onClick={() => setAdding("module")}>
              <Icon name="plus" small />
              {t("builder.add_module")}
            </button>
          )}
        </li>
      </ol>
    </div>
  );
}

/** @param {any} props */
const Module = memo(function Module({ module, chosen, picked, spot, held, naming, isAdding, isFolded, acts, calls }) {
  const row = `module-${module.id}`;
  const isHeld = held?.kind === "module" && held.id === module.id;
  return (
    <li data-row={row} className={`rounded-xl ${isHeld ? "outline-2 outline-accent" : ""} ${edge(spot, row)}`}>
      <div className="group/row flex min-h-11 items-center gap-0.5 rounded-lg hover:bg-surface-hover">
        <Grip row={row} title={module.title} isHeld={isHeld} calls={calls} />
        <button type="button" aria-expanded={!isFolded} aria-label={isFolded ? t("builder.unfold", { title: module.title }) : t("builder.fold", { title: module.title })} className={`${ICON} !size-7`} onClick={() => calls.fold(module.id)}>
          <span aria-hidden="true" className={`icon icon-chevron-next !size-4 transition-transform ${isFolded ? "" : "rotate-90"}`} />
        </button>
        {naming === row ? (
          <Inline value={module.title} label={t("builder.module_title")} onDone={(title) => calls.name("module", module, title)} />
        ) : (
          <button
            type="button"
            data-title=""
            title={module.title}
            className="min-h-9 min-w-0 flex-1 cursor-pointer truncate text-start text-sm font-semibold"
            onDoubleClick={() => calls.setNaming(row)}
            onClick={() => calls.fold(module.id)}
            onKeyDown={(event) => event.key === "F2" && calls.setNaming(row)}
          >
            {module.title}
          </button>
        )}
        <StateChip row={module} />
        <Menu
          label={t("builder.menu_of", { title: module.title })}
          items={() => [
            { icon: "pencil", text: t("builder.rename"), run: () => calls.setNaming(row) },
            { icon: "plus", text: t("builder.add_lesson"), run: () => calls.setAdding(module.id) },
            { icon: "play", text: t("builder.paste_videos"), run: () => acts.open("videos", { module }) },
            { icon: "text", text: t("builder.duplicate"), run: () => void acts.copy("module", module.id) },
            { icon: "exit", text: t("builder.move_to"), run: () => acts.open("move", { kind: "module", ids: [module.id] }) },
            ...stateItems("module", module, acts),
            { icon: "trash", text: t("builder.delete"), run: () => void acts.remove("module", [module.id]) },
          ]}
        />
      </div>
      {!isFolded && (
        <ol role="list" className="ms-4 border-s border-border-light ps-1">
          {module.lessons.map((/** @type {any} */ lesson) => (
            <Lesson
              key={lesson.id}
              lesson={lesson}
              isChosen={lesson.id === chosen}
              isPicked={picked.has(lesson.id)}
              hasPicked={picked.size > 0}
              isHeld={held?.kind === "lesson" && held.id === lesson.id}
              edge={edge(spot, `lesson-${lesson.id}`)}
              isNaming={naming === `lesson-${lesson.id}`}
              acts={acts}
              calls={calls}
            />
          ))}
          <li className="flex min-h-9 ps-2">
            {isAdding ? (
              <Inline
                label={t("builder.lesson_title")}
                placeholder={t("builder.lesson_title")}
                onEnter={(title) => void acts.addLesson(module.id, title)}
                onDone={(title) => {
                  calls.setAdding(null);
                  if (title) void acts.addLesson(module.id, title);
                }}
              />
            ) : (
              <button
                type="button"
                aria-label={t("builder.add_lesson_to", { title: module.title })}
                className="inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2 text-sm text-text-secondary hover:bg-surface-hover hover:text-text-primary"
                onClick={() => calls.setAdding(module.id)}
                disabled={module.id < 0}
              >
                <Icon name="plus" small />
                {t("builder.add_lesson")}
              </button>
            )}
          </li>
        </ol>
      )}
    </li>
  );
});

/** @param {any} props */
const Lesson = memo(function Lesson({ lesson, isChosen, isPicked, hasPicked, isHeld, edge: mark, isNaming, acts, calls }) {
  const row = `lesson-${lesson.id}`;
  return (
    <li
      data-row={row}
      className={`group/row flex min-h-10 items-center gap-0.5 rounded-lg ${isChosen ? "bg-surface-active" : "hover:bg-surface-hover"} ${isHeld ? "outline-2 outline-accent" : ""} ${mark}`}
    >
      <Grip row={row} title={lesson.title} isHeld={isHeld} calls={calls} />
      <input
        type="checkbox"
        checked={isPicked}
        aria-label={t("builder.pick", { title: lesson.title })}
        onChange={(event) => calls.onPick(lesson.id, event.target.checked)}
        className={`size-4 shrink-0 accent-accent ${hasPicked ? "" : "max-lg:hidden opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100"}`}
      />
      {isNaming ? (
        <Inline value={lesson.title} label={t("builder.lesson_title")} onDone={(title) => calls.name("lesson", lesson, title)} />
      ) : (
        <button
          type="button"
          data-title=""
          aria-current={isChosen ? "true" : undefined}
          disabled={lesson.id < 0}
          className="flex min-h-9 min-w-0 flex-1 cursor-pointer items-center gap-2 ps-1 text-start text-sm"
          onClick={() => acts.choose(lesson.id)}
          onDoubleClick={() => calls.setNaming(row)}
          onKeyDown={(event) => event.key === "F2" && calls.setNaming(row)}
        >
          <Icon name={lesson.kind === "text" ? "text" : "play"} small />
          <span title={lesson.title} className="min-w-0 flex-1 truncate">{lesson.title}</span>
          {lesson.minutes > 0 && <span className="text-xs text-text-tertiary tabular-nums">{t("lesson.minutes_short", { minutes: lesson.minutes })}</span>}
        </button>
      )}
      <StateChip row={lesson} />
      <Menu
        label={t("builder.menu_of", { title: lesson.title })}
        items={() => [
          { icon: "pencil", text: t("builder.rename"), run: () => calls.setNaming(row) },
          { icon: "text", text: t("builder.duplicate"), run: () => void acts.copy("lesson", lesson.id) },
          { icon: "exit", text: t("builder.move_to"), run: () => acts.open("move", { kind: "lesson", ids: [lesson.id] }) },
          { icon: "check", text: isPicked ? t("builder.unpick_one") : t("builder.pick_one"), run: () => calls.onPick(lesson.id, !isPicked) },
          ...stateItems("lesson", lesson, acts),
          { icon: "trash", text: t("builder.delete"), run: () => void acts.remove("lesson", [lesson.id]) },
        ]}
      />
    </li>
  );
});

/** @param {{row: string, title: string, isHeld: boolean, calls: any}} props */
function Grip({ row, title, isHeld, calls }) {
  return (
    <button
      type="button"
      data-grip=""
      aria-label={t("builder.grip", { title })}
      aria-describedby="builder-grip-help"
      aria-pressed={isHeld}
      className="inline-flex h-9 w-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-lg text-text-tertiary hover:text-text-primary aria-pressed:bg-surface-active"
      onPointerDown={(event) => calls.onPress(event, row, title)}
      onKeyDown={(event) => calls.onGripKey(event, row, title)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span aria-hidden="true" className="icon icon-grip pointer-events-none !size-4" />
    </button>
  );
}

/** What is picked, and what can be done to all of it. @param {{picked: Set<number>, setPicked: (picked: Set<number>) => void, acts: any}} props */
function Picked({ picked, setPicked, acts }) {
  const ids = [...picked];
  return (
    <div role="group" aria-label={t("builder.picked", { count: ids.length })} className="sticky top-0 z-10 flex flex-wrap items-center gap-1.5 border-b border-border-light bg-surface-dialog p-2">
      <span className="px-1 text-sm font-medium">{t("builder.picked", { count: ids.length })}</span>
      <button type="button" className={BUTTON} onClick={() => void acts.publish("lesson", ids, "published")}>{t("builder.publish_now")}</button>
      <button type="button" className={BUTTON} onClick={() => void acts.publish("lesson", ids, "draft")}>{t("builder.make_draft")}</button>
      <button type="button" className={BUTTON} onClick={() => acts.open("move", { kind: "lesson", ids })}>{t("builder.move_to")}</button>
      <button type="button" className={BUTTON} onClick={() => void acts.remove("lesson", ids)}>{t("builder.delete")}</button>
      <button type="button" aria-label={t("builder.unpick")} title={t("builder.unpick")} className={ICON} onClick={() => setPicked(new Set())}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** @param {"lesson" | "module"} kind @param {any} row @param {any} acts */
function stateItems(kind, row, acts) {
  return [
    row.state !== "published" && { icon: "check", text: t("builder.publish_now"), run: () => void acts.publish(kind, [row.id], "published") },
    row.state !== "draft" && { icon: "lock", text: t("builder.make_draft"), run: () => void acts.publish(kind, [row.id], "draft") },
    { icon: "clock", text: t("builder.schedule"), run: () => acts.open("schedule", { kind, row }) },
  ];
}

/** The line where a dragged row would come to. @param {any} spot @param {string} row */
function edge(spot, row) {
  if (spot?.over !== row) return "";
  return { before: "shadow-[0_-2px_0_var(--accent)]", after: "shadow-[0_2px_0_var(--accent)]", into: "bg-surface-active outline-2 outline-accent" }[spot.edge] ?? "";
}
