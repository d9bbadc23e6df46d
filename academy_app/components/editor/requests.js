/**
 * What the editor is opened for: where its draft is kept, what it begins with, what is sent.
 */
import { uuid } from "../player/remembered.js";
import { tagsOf } from "./fields.jsx";
import { quoted } from "./text.js";

/** @typedef {import("./editor.jsx").Request} Request */
/** @typedef {Record<string, any>} Fields The draft, as it is kept. */

/** @param {Request} request */
export function draftKeyOf({ kind, threadId, postId, lessonId }) {
  return { thread: "new", reply: `thread-${threadId}`, edit: `post-${postId}`, question: `lesson-${lessonId}` }[kind];
}

/** @param {Request} request @returns {Fields} */
export function emptyFields({ kind, postId, author, categoryId, videoId, seconds }) {
  return {
    clientId: uuid(),
    body: "",
    ...(kind === "reply" && { parentId: postId ?? null, parentName: author ?? "" }),
    ...((kind === "thread" || kind === "question") && { title: "" }),
    ...(kind === "thread" && { categoryId: categoryId ?? null, tags: "", poll: null }),
    ...(kind === "question" && { videoId: videoId ?? null, seconds: seconds ?? null, hasMoment: seconds !== undefined }),
    ...(kind === "edit" && { title: null, editedAt: "" }),
  };
}

/** Nothing that somebody would miss. @param {Fields} fields */
export function isBlank({ body, title, tags, poll }) {
  return !body?.trim() && !title?.trim() && !tags?.trim() && !poll?.options?.some((/** @type {string} */ option) => option.trim());
}

/** What the words begin with when somebody is quoted. @param {Request} request */
export function quoteOf({ quote, author }) {
  return quote?.trim() ? quoted(quote, author ?? "") : "";
}

/**
 * @param {Request} request @param {Fields} fields
 * @returns {{method: string, path: string, body: Fields}}
 */
export function sendingOf(request, fields) {
  const { kind, threadId, postId, lessonId } = request;
  const { clientId, body, title } = fields;
  const draftKey = draftKeyOf(request);
  const post = (/** @type {string} */ path, /** @type {Fields} */ more) => ({
    method: "POST",
    path: `/community/${path}`,
    body: { body, clientId, draftKey, ...more },
  });
  if (kind === "reply") return post(`threads/${threadId}/posts`, fields.parentId ? { parentId: fields.parentId } : {});
  if (kind === "question") {
    const moment = fields.hasMoment && fields.seconds !== null ? { videoId: fields.videoId, seconds: fields.seconds } : {};
    return post("threads", { title, lessonId, ...moment });
  }
  if (kind === "thread") {
    const poll = fields.poll && {
      options: fields.poll.options.map((/** @type {string} */ option) => option.trim()).filter(Boolean),
      isMultiple: fields.poll.isMultiple,
    };
    return post("threads", { title, categoryId: fields.categoryId, tags: tagsOf(fields.tags), ...(poll && { poll }) });
  }
  const change = { body, draftKey, editedAt: fields.editedAt, ...(title !== null && { title }) };
  return { method: "PATCH", path: `/community/posts/${postId}`, body: change };
}

/** What can be seen to be missing before anything is sent. @param {Request} request @param {Fields} fields @param {Record<string, string>} texts */
export function missing({ kind }, fields, texts) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (typeof fields.title === "string" && !fields.title.trim()) errors.title = texts.required;
  if (kind === "thread" && !fields.categoryId) errors.categoryId = texts.required;
  if (!fields.body.trim()) errors.body = texts.required;
  if (fields.poll && fields.poll.options.filter((/** @type {string} */ option) => option.trim()).length < 2) errors.poll = texts.twoOptions;
  return errors;
}
