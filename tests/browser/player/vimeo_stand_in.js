/**
 * What Vimeo's script is to a page: Vimeo.Player with promises and events. The test moves it through `window.vimeo`.
 */
(() => {
  const { VIMEO_OPTIONS: options = {} } = window;

  class Player {
    constructor(element, config) {
      Object.assign(this, { config, at: 0, rate: 1, volume: 1, paused: true, listeners: {}, calls: [] });
      element.append(document.createElement("iframe"));
      window.vimeo = this;
    }
    on(name, listener) {
      (this.listeners[name] ??= []).push(listener);
    }
    tell(name, detail = { seconds: this.at, percent: this.at / 300, duration: 300 }) {
      for (const listener of this.listeners[name] ?? []) listener(detail);
    }
    async ready() {
      if (options.error) throw Object.assign(new Error(options.error), { name: options.error });
    }
    async getDuration() {
      return 300;
    }
    async getPaused() {
      return this.paused;
    }
    async play() {
      if (options.blocked) throw Object.assign(new Error("no"), { name: "NotAllowedError" });
      this.paused = false;
      this.tell("play");
      this.tell("playing");
      let last = performance.now();
      this.timer = setInterval(() => {
        const now = performance.now();
        this.at += ((now - last) / 1000) * this.rate;
        last = now;
        this.tell("timeupdate");
      }, 250);
    }
    async pause() {
      clearInterval(this.timer);
      this.paused = true;
      this.tell("pause");
    }
    async setCurrentTime(seconds) {
      this.calls.push(["setCurrentTime", seconds]);
      this.tell("seeking");
      this.at = seconds;
      this.tell("seeked");
      return seconds;
    }
    async setPlaybackRate(rate) {
      if (options.refuseRate) throw Object.assign(new Error("plan"), { name: "Error" });
      this.rate = rate;
      this.tell("playbackratechange", { playbackRate: rate });
    }
    async setVolume(volume) {
      this.volume = volume;
      this.tell("volumechange", { volume });
    }
    async setMuted() {}
    async getTextTracks() {
      return [{ language: "de", kind: "subtitles" }, { language: "en", kind: "captions" }];
    }
    async enableTextTrack(language, kind) {
      this.calls.push(["enableTextTrack", language, kind]);
      this.tell("texttrackchange", { language, kind });
    }
    async disableTextTrack() {
      this.calls.push(["disableTextTrack"]);
      this.tell("texttrackchange", { language: null });
    }
    async destroy() {
      clearInterval(this.timer);
    }
  }

  window.Vimeo = { Player };
})();
