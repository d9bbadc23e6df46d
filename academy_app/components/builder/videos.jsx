/** A lesson's videos: an address is looked up as soon as it is there, and says what it means or why it means nothing. */
import { useEffect, useId, useRef, useState } from "react";
import { language, t } from "$/public/i18n.js";
import { clockText } from "../player/time.js";
import { CHIP, ERROR, ICON, Icon, INPUT } from "./looks.jsx";
import { complain, isRight, problemOf } from "./requests.js";

const PAUSE_MS = 400;

/** @param {{videos: any[], error?: string, requests: any, lessonId: number, onChange: (videos: any[]) => void, onReload: () => void}} props */
export function Videos({ videos, error, requests, lessonId, onChange, onReload }) {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState("");
  const [isAsking, setAsking] = useState(false);
  const id = useId();
  const all = useRef(videos);
  all.current = videos;

  useEffect(() => {
    const address = typed.trim();
    setProblem("");
    if (!address) return undefined;
    let isGone = false;
    const timer = setTimeout(async () => {
      setAsking(true);
      const answer = await requests.ask("POST", "/look-up", { addresses: [address] });
      if (isGone) return;
      setAsking(false);
      if (answer.status !== 200) return setProblem(problemOf(answer).message ?? t("builder.no_connection"));
      const [found] = answer.body;
      if (found.problem) return setProblem(found.problem);
      setTyped("");
      return onChange([...all.current, madeOf(found)]);
    }, PAUSE_MS);
    return () => {
      isGone = true;
      setAsking(false);
      clearTimeout(timer);
    };
  }, [typed, requests, onChange]);

  const swap = (/** @type {number} */ at) => {
    const next = [...videos];
    [next[at - 1], next[at]] = [next[at], next[at - 1]];
    onChange(next);
  };
  return (
    <section aria-label={t("builder.videos")} className="flex flex-col gap-2">
      <ol role="list" className="flex flex-col gap-2 empty:hidden">
        {videos.map((video, index) => (
          <Video
            key={video.id ?? video.address}
            video={video}
            requests={requests}
            onReload={onReload}
            onUp={index > 0 ? () => swap(index) : null}
            onRemove={() => onChange(videos.filter((each) => each !== video))}
          />
        ))}
      </ol>
      <label htmlFor={id} className="text-sm font-medium">{videos.length ? t("builder.another_video") : t("builder.video_address")}</label>
      <input
        id={id}
        type="url"
        inputMode="url"
        value={typed}
        data-video-address={lessonId}
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        aria-invalid={Boolean(problem || error) || undefined}
        aria-describedby={`${id}-note`}
        className={INPUT}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p id={`${id}-note`} role="status" className={problem || error ? ERROR : "text-xs text-text-tertiary"}>
        {problem || error || (isAsking ? t("builder.looking_up") : t("builder.video_hint"))}
      </p>
    </section>
  );
}

/** @param {any} found */
function madeOf({ address, provider, title, length, thumbnail, warning }) {
  return { address, provider, title, duration: length, poster: thumbnail, subtitles: [], warning };
}

/** @param {{video: any, requests: any, onReload: () => void, onUp: (() => void) | null, onRemove: () => void}} props */
function Video({ video, requests, onReload, onUp, onRemove }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <li className="flex flex-wrap items-start gap-3 rounded-xl border border-border-light bg-surface-primary p-2" data-video={video.provider}>
      {video.poster && !isBroken ? (
        <img src={video.poster} alt="" loading="lazy" className="aspect-video w-28 rounded-lg object-cover" onError={() => setBroken(true)} />
      ) : (
        <div className="flex aspect-video w-28 items-center justify-center rounded-lg bg-surface-tertiary text-text-secondary"><Icon name="play" /></div>
      )}
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{video.title || video.address}</p>
        <p className="flex flex-wrap gap-2 text-xs text-text-secondary">
          <span>{PROVIDERS[video.provider] ?? video.provider}</span>
          {video.duration ? <span className="tabular-nums">{clockText(video.duration)}</span> : null}
        </p>
        {video.warning && <p className="text-xs text-text-secondary">{video.warning}</p>}
        {video.id ? <Subtitles video={video} requests={requests} onReload={onReload} /> : null}
      </div>
      <div className="flex">
        {onUp && (
          <button type="button" aria-label={t("builder.video_up")} title={t("builder.video_up")} className={ICON} onClick={onUp}><Icon name="chevron-up" /></button>
        )}
        <button type="button" aria-label={t("builder.remove_video", { title: video.title || video.address })} title={t("builder.remove_video", { title: video.title || video.address })} className={ICON} onClick={onRemove}><Icon name="trash" /></button>
      </div>
    </li>
  );
}

/** They call themselves so in every language. @type {Record<string, string>} */
const PROVIDERS = { youtube: "YouTube", vimeo: "Vimeo", loom: "Loom", wistia: "Wistia", file: "MP4" };

/** @param {{video: any, requests: any, onReload: () => void}} props */
function Subtitles({ video, requests, onReload }) {
  const [tag, setTag] = useState(language);
  const id = useId();
  const send = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const named = /[._-]([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.(?:srt|vtt)$/.exec(file.name)?.[1];
    const answer = await requests.ask("PUT", `/videos/${video.id}/subtitles/${encodeURIComponent(named ?? tag)}`, undefined, {
      body: file,
      headers: { "Content-Type": "text/vtt", Accept: "application/json" },
    });
    if (!isRight(answer.status)) return complain(answer);
    onReload();
  };
  const remove = async (/** @type {string} */ which) => {
    const answer = await requests.ask("DELETE", `/videos/${video.id}/subtitles/${which}`);
    if (!isRight(answer.status)) return complain(answer);
    onReload();
  };
  return (
    <div className="mt-1 flex flex-wrap items-center gap-2">
      {video.subtitles.map((/** @type {any} */ each) => (
        <span key={each.language} className={CHIP}>
          {each.label || each.language}
          <button type="button" className="min-h-6 min-w-6 cursor-pointer" aria-label={t("builder.remove_subtitles", { language: each.language })} onClick={() => void remove(each.language)}>
            <Icon name="close" small />
          </button>
        </span>
      ))}
      <label htmlFor={`${id}-tag`} className="text-xs text-text-secondary">{t("builder.subtitle_language")}</label>
      <input id={`${id}-tag`} value={tag} maxLength={12} onChange={(event) => setTag(event.target.value.trim())} className={`${INPUT} !w-16 !px-2`} />
      <label className="inline-flex min-h-8 cursor-pointer items-center gap-1 rounded-lg px-2 text-xs hover:bg-surface-hover has-focus-visible:outline-2">
        <Icon name="plus" small />
        {t("builder.add_subtitles")}
        <input
          type="file"
          accept=".srt,.vtt"
          className="sr-only"
          onChange={(event) => {
            void send(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </label>
    </div>
  );
}
