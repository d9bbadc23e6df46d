/**
 * What a tab has heard of one channel, in order: items, each with the number of its latest change.
 *
 * Numbers have no holes. The log covers all of them from `from` (not included) to `last`; `told` is
 * the highest that anybody has named, which may lie beyond.
 */
const MOST = 400;

export class Log {
  constructor() {
    this.from = null;
    this.last = null;
    this.told = 0;
    this.items = [];
  }

  /** That the channel stands at `head`, without what is new in it. */
  tell(head) {
    this.told = Math.max(this.told, head);
  }

  /** The channel stands lower than was told: its database was restored. */
  restart(head) {
    Object.assign(this, { from: head, last: head, told: head, items: [] });
  }

  /** News as they come: `first`, `last` and `items`. What is known already counts once. */
  hear({ first, last, items }) {
    this.tell(last);
    if (this.from === null || last < this.from) {
      if (this.from === null) this.begin(first - 1, last, items);
    } else if (first > this.last + 1) {
      // Something between was missed: who needs it will fetch it.
      this.begin(first - 1, last, items);
    } else if (first - 1 < this.from) {
      const later = last >= this.last ? [] : this.items.filter((item) => item.number > last);
      this.begin(first - 1, Math.max(last, this.last), [...items, ...later]);
    } else if (last > this.last) {
      this.items.push(...items.filter((item) => item.number > this.last));
      this.last = last;
    }
    this.trim();
  }

  /** The items behind `head` in order, or null when they are not all here. */
  since(head) {
    if (head >= this.told) return [];
    if (this.from === null || head < this.from || this.last < this.told) return null;
    return this.items.filter((item) => item.number > head);
  }

  begin(from, last, items) {
    Object.assign(this, { from, last, items: [...items] });
  }

  trim() {
    if (this.items.length <= MOST) return;
    this.from = this.items[this.items.length - MOST - 1].number;
    this.items = this.items.slice(-MOST);
  }
}
