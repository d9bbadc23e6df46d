/** The course's name, its state, and what can be done to it as a whole. */
import { useState } from "react";
import { t } from "$/public/i18n.js";
import { Inline } from "./inline.jsx";
import { BUTTON, Icon, StateChip, SUBMIT } from "./looks.jsx";
import { Menu } from "./menu.jsx";

const PAGE =
  "inline-flex min-h-11 items-center rounded-lg px-2 text-sm font-medium whitespace-nowrap " +
  "text-text-secondary hover:text-text-primary";

/** @param {{tree: any, acts: any}} props */
export function Heading({ tree, acts }) {
  const [isNaming, setNaming] = useState(false);
  return (
    <header className="border-b border-border-light p-4">
      <a href="/teach" className="text-sm text-text-secondary hover:underline">{t("teach.title")}</a>
      <div className="mt-1 flex items-start gap-2">
        {isNaming ? (
          <Inline
            value={tree.title}
            label={t("builder.course_title")}
            onDone={(title) => {
              setNaming(false);
              if (title && title !== tree.title) void acts.retitle("course", tree, title);
            }}
          />
        ) : (
          <h1 className="min-w-0 flex-1 text-xl font-semibold wrap-anywhere">{tree.title}</h1>
        )}
        <Menu
          label={t("builder.course_menu")}
          items={[
            { icon: "pencil", text: t("builder.rename"), run: () => setNaming(true) },
            { icon: "text", text: t("builder.paste_outline"), run: () => acts.open("outline") },
            { icon: "settings", text: t("builder.settings"), run: () => acts.open("settings") },
            { icon: "group", text: t("builder.preview_as_group"), run: () => acts.open("eyes") },
            { icon: "plus", text: t("builder.duplicate_course"), run: () => void acts.copy("course", tree.id) },
            { icon: "trash", text: t("builder.trash"), run: () => acts.open("trash") },
            { icon: "close", text: t("builder.delete_course"), run: () => void acts.removeCourse() },
          ]}
        />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <button type="button" className={SUBMIT} onClick={() => acts.open("publish")}>
          {tree.state === "draft" ? t("builder.publish") : t("builder.publishing")}
        </button>
        <a href={`${tree.href}?as=learner`} className={BUTTON}>
          <Icon name="user" small />
          {t("builder.preview_as_learner")}
        </a>
        <StateChip row={tree} always />
      </div>
      <nav aria-label={t("teach.pages")} className="-mb-4 mt-3 flex gap-1 overflow-x-auto">
        <a href={tree.pages.people} className={PAGE}>{t("teach.people")}</a>
        <a href={tree.pages.access} className={PAGE}>{t("teach.access")}</a>
        <a href={tree.pages.stats} className={PAGE}>{t("teach.stats")}</a>
      </nav>
    </header>
  );
}
