/**
 * What YouTube's script is to a page: YT.Player with its calls, its events, and its silence about seeks.
 * The test moves it through `window.youtube`.
 */
(() => {
  const { YOUTUBE_OPTIONS: options = {} } = window;
  let current;

  class Player {
    constructor(element, config) {
      Object.assign(this, { element, config, state: -1, at: 0, rate: 1, volume: 100, muted: false, since: 0 });
      this.at = Number(config.playerVars.start ?? 0);
      current = this;
      window.youtube = { player: this, calls: [], stop: () => this.change(2) };
      if (!options.neverReady) setTimeout(() => this.tell("onReady", null), 20);
      if (options.error) setTimeout(() => this.tell("onError", options.error), 40);
    }
    tell(name, data) {
      this.config.events[name]?.({ target: this, data });
    }
    change(state) {
      this.at = this.getCurrentTime();
      this.since = performance.now();
      this.state = state;
      this.tell("onStateChange", state);
    }
    playVideo() {
      if (options.blocked) return this.tell("onAutoplayBlocked", undefined);
      this.change(3);
      setTimeout(() => this.change(1), 50);
    }
    pauseVideo() {
      this.change(2);
    }
    seekTo(seconds) {
      this.at = seconds;
      this.since = performance.now();
      window.youtube.calls.push(["seekTo", seconds]);
    }
    getCurrentTime() {
      const played = this.state === 1 ? ((performance.now() - this.since) / 1000) * this.rate : 0;
      return this.at + played;
    }
    getDuration() {
      return this.state === -1 ? 0 : 600;
    }
    getPlaybackRate() {
      return this.rate;
    }
    setPlaybackRate(rate) {
      this.at = this.getCurrentTime();
      this.since = performance.now();
      this.rate = rate;
      this.tell("onPlaybackRateChange", rate);
    }
    getVolume() {
      return this.volume;
    }
    setVolume(volume) {
      this.volume = volume;
    }
    isMuted() {
      return this.muted;
    }
    mute() {
      this.muted = true;
    }
    unMute() {
      this.muted = false;
    }
    loadModule(name) {
      window.youtube.calls.push(["loadModule", name]);
    }
    unloadModule(name) {
      window.youtube.calls.push(["unloadModule", name]);
    }
    destroy() {
      current = undefined;
      this.element.remove();
    }
  }

  window.YT = { Player };
  setTimeout(() => window.onYouTubeIframeAPIReady?.(), 10);
})();
