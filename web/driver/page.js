// What a Driver adds to the site's page once it is open: named Blobs, and trainers of the
// page's own making whose messages go to the Go program through driverTell.
"use strict";

globalThis.driver = (() => {
  const blobs = new Map();
  const workers = new Map();
  let made = 0;

  return {
    // take fetches a file of the Go program as a Blob.
    async take(name, address) {
      const response = await fetch(address, { cache: "no-store" });
      if (!response.ok) throw new Error(`${name}: the server answered ${response.status}`);
      blobs.set(name, await response.blob());
    },
    // give sends a Blob to the Go program.
    async give(name, address) {
      const response = await fetch(address, { method: "PUT", body: blobs.get(name) });
      if (!response.ok) throw new Error(`${name}: the server answered ${response.status}`);
    },
    drop(name) { blobs.delete(name); },
    start(id) {
      const worker = globalThis.pawgrad.newTrainer();
      workers.set(id, worker);
      worker.onmessage = ({ data }) => {
        const files = data.files.map((blob) => {
          const name = `made ${++made}`;
          blobs.set(name, blob);
          return name;
        });
        driverTell(JSON.stringify({ id, message: data.json, files }));
      };
      worker.ondeath = (sentence) => driverTell(JSON.stringify({ id, death: sentence }));
    },
    send(id, json, names) {
      workers.get(id).postMessage({ json, files: names.map((name) => blobs.get(name)) });
    },
    end(id) {
      workers.get(id).terminate();
      workers.delete(id);
    },
  };
})();
