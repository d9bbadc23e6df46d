/** Files to take along: chosen, or dropped anywhere on the lesson. */
import { useImperativeHandle, useState } from "react";
import { n, t } from "$/public/i18n.js";
import { ERROR, ICON, Icon } from "./looks.jsx";
import { complain, isRight } from "./requests.js";

/** @param {{files: any[], lessonId: number, requests: any, handle: any}} props */
export function Files({ files, lessonId, requests, handle }) {
  const [list, setList] = useState(files);
  const [sending, setSending] = useState(/** @type {{name: string, fraction: number, problem: string}[]} */ ([]));
  const change = (/** @type {string} */ name, /** @type {object} */ news) =>
    setSending((now) => now.map((each) => (each.name === name ? { ...each, ...news } : each)));

  const add = (/** @type {File[]} */ chosen) => {
    for (const file of chosen) {
      setSending((now) => [...now.filter((each) => each.name !== file.name), { name: file.name, fraction: 0, problem: "" }]);
      send(`${requests.root}/lessons/${lessonId}/files?name=${encodeURIComponent(file.name)}`, file, (fraction) => change(file.name, { fraction })).then(
        ({ status, body }) => {
          if (status !== 201) return change(file.name, { problem: Object.values(body?.errors ?? {})[0]?.message ?? body?.message ?? t("builder.no_connection") });
          setSending((now) => now.filter((each) => each.name !== file.name));
          return setList((now) => [...now, body]);
        },
      );
    }
  };
  const remove = async (/** @type {any} */ file) => {
    const answer = await requests.ask("DELETE", `/files/${file.id}`);
    if (!isRight(answer.status)) return complain(answer);
    setList((now) => now.filter((each) => each.id !== file.id));
  };
  useImperativeHandle(handle, () => ({ add }));
  return (
    <section aria-label={t("lesson.attachments")} className="flex flex-col gap-2">
      <ul role="list" className="flex flex-col gap-1 empty:hidden">
        {list.map((file) => (
          <li key={file.id} className="flex items-center gap-2 rounded-xl border border-border-light ps-3 text-sm">
            <Icon name="paperclip" small />
            <a href={file.href} download={file.name} className="min-w-0 flex-1 truncate hover:underline">{file.name}</a>
            <span className="text-xs text-text-tertiary">{t("lesson.kilobytes", { size: n(Math.ceil(file.size / 1024)) })}</span>
            <button type="button" aria-label={t("builder.remove_file", { name: file.name })} title={t("builder.remove_file", { name: file.name })} className={ICON} onClick={() => void remove(file)}>
              <Icon name="trash" small />
            </button>
          </li>
        ))}
      </ul>
      {sending.map((each) => (
        <p key={each.name} className="flex items-center gap-3 text-sm">
          <span className="min-w-0 flex-1 truncate">{each.name}</span>
          {each.problem ? <span role="alert" className={ERROR}>{each.problem}</span> : <progress value={each.fraction} max={1} aria-label={each.name} className="w-24" />}
        </p>
      ))}
      <label className="inline-flex min-h-9 w-fit cursor-pointer items-center gap-2 rounded-lg border border-border-medium px-3 text-sm font-medium hover:bg-surface-hover has-focus-visible:outline-2">
        <Icon name="paperclip" small />
        {t("builder.add_files")}
        <input
          type="file"
          multiple
          className="sr-only"
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
    </section>
  );
}

/** fetch cannot tell how far it is. @param {string} address @param {File} file @param {(fraction: number) => void} onProgress @returns {Promise<{status: number, body: any}>} */
function send(address, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => resolve({ status: 0, body: null });
    request.send(file);
  });
}
