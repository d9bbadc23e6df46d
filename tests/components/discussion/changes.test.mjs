/** What news makes of lists and threads, without a browser: run by test_changes.py in Node. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  categoryChanged, counted, followChanged, readElsewhere, recounted, rejoined as feedRejoined, rightsChanged, shown,
  threadChanged,
} from "../../../academy_app/components/discussion/feed_changes.js";
import { asView, lower } from "../../../academy_app/components/discussion/rows.js";
import {
  acted, marked, postChanged, rejoined, voted,
} from "../../../academy_app/components/discussion/thread_changes.js";

const ME = 7;
const OTHER = 8;

const card = (id, { by = OTHER, at = id, ...more } = {}) => ({
  id, highest: 0, replies: 0, is_pinned: false, tags: [], category_id: 1,
  author: { id: by }, last_author: { id: by },
  activity_at: new Date(at * 1000).toISOString(), created_at: new Date(at * 1000).toISOString(), ...more,
});
const place = (id, more = {}) => ({
  id, slug: `place-${id}`, position: id, unread: 0, is_more_unread: false, follow: "", can_post: true, ...more,
});
const feed = (threads, wish = {}) => ({
  threads, fresh: [], unread: [], mutes: [], reader: ME, chosen: place(0), is_under_lessons: false, next: "",
  categories: [place(1), place(2)], heads: { "community:1": 1, "category:1": 1, "category:2": 1 },
  wish: { sort: "active", is_unanswered: false, tag: "", ...wish },
});
const ids = (rows) => rows.map(({ id }) => id);
const news = (row, id = row?.id) => ({ number: 1, kind: "thread", id, row });

test("a new thread waits, and is shown at the top on a press", () => {
  const vars = feed([card(2), card(1)]);
  const changed = { ...vars, ...threadChanged(vars, news(card(3))) };
  assert.deepEqual(ids(changed.threads), [2, 1]);
  assert.deepEqual([ids(changed.fresh), changed.unread], [[3], [3]]);
  assert.deepEqual(ids(shown(changed).threads), [3, 2, 1]);
});

test("what is pinned stays first when what waited is shown", () => {
  const vars = feed([card(9, { is_pinned: true, at: 1 }), card(2)]);
  const changed = { ...vars, ...threadChanged(vars, news(card(3))) };
  assert.deepEqual(ids(shown(changed).threads), [9, 3, 2]);
});

test("a reply to a thread further down waits; a like does not", () => {
  const vars = feed([card(3), card(2), card(1)]);
  const liked = threadChanged(vars, news(card(1, { likes: 5 })));
  assert.deepEqual([liked.threads[2].likes, liked.fresh, liked.unread], [5, [], []]);
  const said = threadChanged(vars, news(card(1, { highest: 1, replies: 1, at: 9 })));
  assert.deepEqual([ids(said.threads), ids(said.fresh)], [[3, 2, 1], [1]]);
});

test("what one wrote oneself is not unread and does not wait", () => {
  const vars = feed([card(3), card(2)]);
  const changed = threadChanged(vars, news(card(2, { highest: 1, by: ME, at: 9 })));
  assert.deepEqual([changed.unread, changed.fresh ?? []], [[], []]);
});

test("what is gone leaves the list and what waits", () => {
  const vars = { ...feed([card(2), card(1)]), fresh: [card(1)] };
  const changed = threadChanged(vars, news(null, 1));
  assert.deepEqual([ids(changed.threads), changed.fresh], [[2], []]);
});

test("only what the list asks for comes into it", () => {
  for (const [wish, more, isIn] of [
    [{ sort: "top" }, {}, false],
    [{ is_unanswered: true }, { replies: 2 }, false],
    [{ tag: "rye" }, {}, false],
    [{ tag: "rye" }, { tags: ["rye"] }, true],
  ]) {
    const changed = threadChanged(feed([card(1)], wish), news(card(3, more)));
    assert.equal((changed.fresh ?? []).length === 1, isIn, JSON.stringify(wish));
  }
});

test("what is muted does not come", () => {
  for (const mute of ["thread:3", "category:1", `member:${OTHER}`]) {
    assert.deepEqual(threadChanged({ ...feed([card(1)]), mutes: [mute] }, news(card(3))), {});
  }
});

/** What both make of it, as feed.js asks them. */
const taken = (vars, item, channel = "category:1") => {
  const { isDoubtful = false, ...sidebar } = counted(vars, item, channel);
  return { ...vars, ...sidebar, ...threadChanged(vars, item, channel), isDoubtful };
};
const unreadOf = ({ categories }) => categories.map(({ unread }) => unread);

test("what is unread is counted beside its category, once", () => {
  let vars = taken(feed([card(2), card(1)]), news(card(3)));
  assert.deepEqual([unreadOf(vars), vars.isDoubtful], [[1, 0], false]);
  vars = taken(vars, news(card(3, { highest: 1, at: 9 })));
  assert.deepEqual(unreadOf(vars), [1, 0]);
  vars = taken(vars, news(card(2, { highest: 1, at: 10 })));
  vars = taken(vars, news(card(2, { highest: 1, at: 10, likes: 3 })));
  assert.deepEqual(unreadOf(vars), [2, 0]);
  vars = taken(vars, news(card(2, { highest: 2, by: ME, at: 11 })));
  assert.deepEqual([unreadOf(vars), vars.unread], [[1, 0], [3]]);
  vars = { ...vars, ...readElsewhere(vars, { thread: 3, number: 1 }) };
  assert.deepEqual([unreadOf(vars), vars.unread], [[0, 0], []]);
  assert.deepEqual(readElsewhere(vars, { thread: 3, number: 1 }), {});
  assert.equal(readElsewhere(vars, { thread: 77, number: 1 }).isDoubtful, true);
});

test("a list of one category counts in the others, and shows nothing of them", () => {
  const vars = { ...feed([card(1)]), chosen: place(1) };
  const changed = taken(vars, news(card(3, { category_id: 2 })), "category:2");
  assert.deepEqual([ids(changed.threads), changed.fresh, unreadOf(changed)], [[1], [], [0, 1]]);
  const under = taken({ ...feed([]), is_under_lessons: true }, news(card(3)));
  assert.deepEqual([under.threads, under.fresh, unreadOf(under)], [[], [], [1, 0]]);
});

test("what may have been unread before is asked of the server", () => {
  const vars = feed([card(9), card(8)]);
  const said = news(card(3, { highest: 4, at: 10 }));
  assert.deepEqual([taken(vars, said).isDoubtful, unreadOf(taken(vars, said))], [true, [0, 0]]);
  const long = { ...feed([card(9, { at: 900 }), card(8, { at: 800 })]), next: "more" };
  // Nothing was said in it, but something pressed.
  const liked = taken(long, news(card(3, { highest: 4, likes: 1, at: 10 })));
  assert.deepEqual([liked.isDoubtful, liked.unread, ids(liked.fresh)], [false, [], []]);
  const asked = recounted(vars, [place(1, { unread: 5 }), place(3, { unread: 7 })]);
  assert.deepEqual(unreadOf(asked), [5, 0]);
});

test("a thread that moves takes its unread words along, in whichever order one hears of it", () => {
  const vars = { ...feed([card(2), card(1)]), unread: [2], categories: [place(1, { unread: 1 }), place(2)] };
  const moved = news(card(2, { category_id: 2 }));
  const heard = taken(taken(vars, moved, "category:2"), news(null, 2), "category:1");
  assert.deepEqual([unreadOf(heard), ids(heard.threads), heard.unread], [[0, 1], [2, 1], [2]]);
  const gone = taken(vars, news(null, 2), "category:1");
  assert.deepEqual([unreadOf(gone), ids(gone.threads), gone.unread, gone.isDoubtful], [[0, 0], [1], [], true]);
});

test("there is an end to counting", () => {
  const full = { ...feed([card(1)]), categories: [place(1, { unread: 99 })] };
  const [{ unread, is_more_unread }] = taken(full, news(card(2))).categories;
  assert.deepEqual([unread, is_more_unread], [99, true]);
});

test("a category is called otherwise, stands elsewhere and is closed", () => {
  const vars = { ...feed([card(1, { place: "One" })]), chosen: place(1) };
  const row = { id: 1, slug: "uno", name: "Uno", position: 9, colour: 4, icon: "star", href: "/uno", is_archived: true };
  const changed = { ...vars, ...categoryChanged(vars, { kind: "category", id: 1, row }) };
  assert.deepEqual(ids(changed.categories), [2, 1]);
  assert.deepEqual([changed.chosen.name, changed.chosen.can_post, changed.chosen.post_reason], ["Uno", false, "category.archived"]);
  assert.deepEqual([changed.threads[0].place, changed.threads[0].colour], ["Uno", 4]);
  const open = { ...changed, ...rightsChanged(changed, [place(1, { can_post: true, post_reason: "" })]) };
  assert.deepEqual([open.chosen.can_post, open.chosen.name, open.categories[1].post_reason], [true, "Uno", ""]);
});

test("what is followed or muted in another tab is so here", () => {
  const vars = feed([card(2, { category_id: 2 }), card(1)]);
  const muted = { ...vars, ...followChanged(vars, "category", { id: 2, row: { follow: "mute" } }) };
  assert.deepEqual([muted.mutes, ids(muted.threads), muted.categories[1].follow], [["category:2"], [1], "mute"]);
  const back = followChanged(muted, "category", { id: 2, row: { follow: "" } });
  assert.deepEqual([back.mutes, back.isBack, back.categories[1].follow], [[], true, ""]);
  // Another page's vars.
  assert.deepEqual(followChanged({ bell: {} }, "category", { id: 2, row: { follow: "mute" } }), {});
});

test("what is closed or muted does not stay with what was fetched on scrolling", () => {
  const before = feed([card(4), card(3, { category_id: 2 }), card(2), card(1, { by: 5 })]);
  const after = { ...feed([card(4)]), mutes: ["member:5"], heads: { "community:1": 2, "category:1": 2 } };
  assert.deepEqual(ids(feedRejoined(before, after).threads), [4, 2]);
  assert.deepEqual(feedRejoined(before, { ...after, wish: { ...after.wish, sort: "new" } }), {});
});

test("what was fetched on scrolling stays when the page comes afresh", () => {
  const before = { ...feed([card(4), card(3), card(2), card(1)]), next: "deep" };
  const after = { ...feed([card(5), card(4), card(3)]), next: "shallow" };
  const held = feedRejoined(before, after);
  assert.deepEqual([ids(held.threads), held.next], [[5, 4, 3, 2, 1], "deep"]);
});

const post = (number, path = String(number).padStart(6, "0"), more = {}) => ({
  id: 100 + number, number, path, is_deleted: false, author: { id: OTHER }, ...more,
});
const thread = (replies, more = {}) => ({
  head: { id: 1, poll: { is_multiple: false } }, opening: [post(0, "")], replies, before: "", after: "",
  fresh: [], reader: ME, marks: { likes: [], bookmarks: [], votes: [], follow: "" }, ...more,
});

test("a reply finds its place among the others, once", () => {
  let vars = thread([post(1), post(2)]);
  const nested = post(3, "000001000003");
  for (let times = 0; times < 2; times += 1) vars = { ...vars, ...postChanged(vars, { id: nested.id, row: nested }) };
  assert.deepEqual(vars.replies.map(({ number }) => number), [1, 3, 2]);
  assert.deepEqual(vars.fresh, [103]);
});

test("the lists that the page had are never changed", () => {
  const replies = Object.freeze([post(1), post(2)]);
  const changed = postChanged(thread(replies), { id: 103, row: post(3) });
  assert.equal(changed.replies.length, 3);
  assert.equal(replies.length, 2);
});

test("what lies beyond the window comes with its own window", () => {
  const vars = thread([post(5), post(6)], { before: "000005", after: "000006" });
  assert.deepEqual(postChanged(vars, { id: 109, row: post(9) }), {});
  assert.deepEqual(postChanged(vars, { id: 102, row: post(2) }), {});
});

test("one's own reply is not told as new, and a deleted one is none", () => {
  const own = post(2, "000002", { author: { id: ME } });
  assert.deepEqual(postChanged(thread([post(1)]), { id: own.id, row: own }).fresh, []);
  assert.deepEqual(postChanged(thread([post(1)]), { id: 102, row: post(2, "000002", { is_deleted: true }) }), {});
});

test("the opening post is changed in its place", () => {
  assert.deepEqual(postChanged(thread([]), { id: 100, row: post(0, "", { html: "new" }) }).opening[0].html, "new");
});

test("marks follow what is pressed", () => {
  const vars = thread([]);
  assert.deepEqual(acted(vars, { act: "like", id: 101, value: true }).marks.likes, [101]);
  const liked = { ...vars, marks: { ...vars.marks, likes: [101] } };
  assert.deepEqual(acted(liked, { act: "like", id: 101, value: false }).marks.likes, []);
  assert.equal(acted(vars, { act: "follow", id: 1, value: "mute" }).marks.follow, "mute");
  assert.deepEqual(acted(vars, { act: "follow", id: 2, value: "mute" }), {});
});

test("a vote replaces the former one, or joins it", () => {
  const marks = { votes: [1] };
  const poll = (isMultiple) => ({ head: { poll: { is_multiple: isMultiple } }, marks });
  assert.deepEqual([voted(poll(false), 2), voted(poll(false), 1)], [[2], []]);
  assert.deepEqual([voted(poll(true), 2), voted(poll(true), 1)], [[1, 2], []]);
});

test("windows that adjoin stay together when the page comes afresh", () => {
  const before = thread([post(1), post(2), post(3), post(4)], { after: "000004" });
  const after = thread([post(1), post(2)], { after: "000002" });
  const held = rejoined(before, after);
  assert.deepEqual([held.replies.length, held.after], [4, "000004"]);
  const elsewhere = thread([post(50)], { before: "000050" });
  assert.deepEqual(rejoined(before, elsewhere), {});
});

test("answers over REST are read as views", () => {
  assert.deepEqual(asView({ lastAuthor: { isMe: true }, tags: ["aB"] }), { last_author: { is_me: true }, tags: ["aB"] });
});

test("a page is true at the lower of two heads", () => {
  assert.deepEqual(lower({ "thread:1": 9, "thread:2": 3 }, { "thread:1": 7, "thread:3": 1 }), { "thread:1": 7, "thread:2": 3 });
});

test("what is pressed in another tab is so here", () => {
  const vars = { head: { id: 4 }, marks: { bookmarks: [1], muted: [], follow: "" } };
  const heard = (kind, id, row) => marked(vars, { kind, id, row: { follow: "", is_kept: false, ...row } }).marks;
  assert.deepEqual(heard("bookmark", 2, { is_kept: true }).bookmarks, [1, 2]);
  assert.deepEqual(heard("bookmark", 1, {}).bookmarks, []);
  assert.deepEqual(heard("follow_member", 9, { follow: "mute" }).muted, [9]);
  assert.deepEqual(heard("follow_member", 9, { follow: "follow" }).muted, []);
  assert.equal(heard("follow_thread", 4, { follow: "mute" }).follow, "mute");
  assert.equal(heard("follow_thread", 5, { follow: "mute" }), undefined);
  // Vars of the frame, which follows the same channel.
  assert.deepEqual(marked({ bell: {} }, { kind: "bookmark", id: 1, row: {} }), {});
});
