// Loaded by real Electron before the app (`electron -r`): keeps what the app gives to the system where a test can read
// it. Replaced are only what would leave the test: opening a link, and the question whether this machine has a
// notification service (a CI machine has none; `show` then says "failed", after it was kept).
'use strict';
const electron = require('electron');

const kept = { trays: [], notifications: [], opened: [], told: [], worker: null };
globalThis.__recorded = kept;

const wrap = (prototype, method, before) => {
  const original = prototype[method];
  prototype[method] = function (...args) {
    before.call(this, ...args);
    return original.apply(this, args);
  };
};
wrap(electron.Tray.prototype, 'setContextMenu', function (menu) {
  this.keptMenu = menu;
  if (!kept.trays.includes(this)) kept.trays.push(this);
});
wrap(electron.Tray.prototype, 'setToolTip', function (text) {
  this.keptTooltip = text;
});
wrap(electron.Tray.prototype, 'setImage', function (image) {
  this.keptImage = String(image);
});
wrap(electron.Notification.prototype, 'show', function () {
  kept.notifications.push(this);
});
electron.Notification.isSupported = () => true;
electron.shell.openExternal = (address) => {
  kept.opened.push(address);
  return Promise.resolve();
};
process.on('worker', (worker) => {
  kept.worker = worker;
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (message) => {
    kept.told.push({ kind: message.kind, name: message.name ?? '', input: message.input ?? message.signal });
    post(message);
  };
});
