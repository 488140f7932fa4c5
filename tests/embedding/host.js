// What a site writes to embed the portal (docs/embedding.md).
import { mount } from "/iryohi/hub/portal.js";

globalThis.went = [];
globalThis.show = (id, options = {}) => {
  globalThis.portal = mount(document.getElementById(id), {
    base: "/iryohi",
    onNavigate: ({ address, title }) => {
      globalThis.went.push(address);
      document.getElementById("where").textContent = `見本市 ＞ ${title}`;
    },
    ...options,
  });
};
