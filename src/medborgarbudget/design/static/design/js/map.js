// Where is it? A map that can be moved and zoomed, with the same base map as the still one it takes the place of: GeoJSON given in the page
// or fetched, in quiet colours. No tiles unless the organisation has given an address for them.
import { once } from "./once.js";

const statics = new URL("../../", import.meta.url);
let ready;

// Leaflet is a classic script; it is loaded once, and only on pages with a map. Without its stylesheet a map is a heap of parts, so both are awaited.
function leaflet() {
  const arrives = (element) => new Promise((resolve, reject) => Object.assign(element, { onload: resolve, onerror: reject }));
  ready ??= (async () => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("leaflet/leaflet.css", statics).href });
    const script = Object.assign(document.createElement("script"), { src: new URL("leaflet/leaflet.js", statics).href });
    const both = Promise.all([arrives(sheet), arrives(script)]);
    document.head.prepend(sheet);
    document.head.append(script);
    await both;
    return window.L;
  })();
  return ready;
}

async function data(holder) {
  const block = document.getElementById(holder.dataset.source ?? "");
  if (block) return JSON.parse(block.textContent);
  if (holder.dataset.url) return (await fetch(holder.dataset.url)).json();
  return {};
}

export function enhance(root) {
  for (const holder of once(root, "[data-map]")) start(holder).catch((problem) => console.warn("The still map remains:", problem));
}

const order = ["land", "water", "green", "building", "road", "area"];

const words = {
  sv: ["Karta", "Zooma in", "Zooma ut"],
  en: ["Map", "Zoom in", "Zoom out"],
  fi: ["Kartta", "Lähennä", "Loitonna"],
}[document.documentElement.lang.slice(0, 2)] ?? ["Map", "+", "–"];

function drawBase(L, map, base) {
  const features = base?.type === "FeatureCollection" ? base.features : base?.type ? [base] : [];
  const kindOf = (feature) => (order.includes(feature.properties?.kind) ? feature.properties.kind : "area");
  const bounds = L.latLngBounds([]);
  const names = [];
  const hasAreas = features.some((feature) => kindOf(feature) === "area");
  // In this order: what is added later lies on top.
  for (const kind of order) {
    const those = features.filter((feature) => kindOf(feature) === kind);
    if (!those.length) continue;
    const layer = L.geoJSON({ type: "FeatureCollection", features: those }, {
      interactive: false,
      style: () => ({ className: `m-${kind}`, stroke: true, fill: kind !== "road", color: "", fillColor: "" }),
      onEachFeature: (feature, shape) => {
        if (kind !== "area" || !feature.properties?.name) return;
        const html = document.createElement("span");
        html.textContent = feature.properties.name;
        names.push(L.marker(shape.getBounds().getCenter(), { icon: L.divIcon({ className: "map-name", html, iconSize: null }), interactive: false, keyboard: false }));
      },
    }).addTo(map);
    // The areas decide what is shown first; without them everything is.
    if (kind === "area" || !hasAreas) bounds.extend(layer.getBounds());
  }
  for (const name of names) name.addTo(map);
  return bounds;
}

async function start(holder) {
  const [L, content] = await Promise.all([leaflet(), data(holder)]);
  const area = document.createElement("div");
  area.className = "map map__leaflet";
  area.setAttribute("role", "region");
  area.setAttribute("aria-label", holder.querySelector("svg")?.getAttribute("aria-label") || holder.dataset.label || words[0]);
  holder.replaceChildren(area);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(area, { zoomControl: false, zoomSnap: 0.25, scrollWheelZoom: false, zoomAnimation: !calm, fadeAnimation: !calm, attributionControl: Boolean(holder.dataset.tiles), maxZoom: 18 });
  L.control.zoom({ zoomInTitle: words[1], zoomOutTitle: words[2] }).addTo(map);
  // Scrolling a page must not be caught by the map; once it has the focus the wheel zooms.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  if (holder.dataset.tiles) L.tileLayer(holder.dataset.tiles, { attribution: holder.dataset.attribution ?? "", maxZoom: 19 }).addTo(map);

  const bounds = drawBase(L, map, content.base);
  const markers = content.markers ?? [];
  for (const marker of markers) bounds.extend([marker.lat, marker.lon]);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], maxZoom: 15 });
  else map.setView([62.5, 16.5], 5);

  if (holder.dataset.pickLat) picker(L, map, holder);
  else placeMarkers(L, map, markers, holder);
}

function pin(L, text, on = false) {
  const face = document.createElement("div");
  face.className = on ? "pin pin--on" : "pin";
  const inner = document.createElement("span");
  inner.textContent = text ?? "";
  face.append(inner);
  return L.divIcon({ className: "pin-box", html: face, iconSize: [34, 34], iconAnchor: [17, 40], popupAnchor: [0, -36] });
}

function placeMarkers(L, map, markers, holder) {
  const list = document.getElementById(holder.dataset.list ?? "");
  for (const marker of markers) {
    const layer = L.marker([marker.lat, marker.lon], { icon: pin(L, marker.number), title: marker.label, alt: marker.label, keyboard: true, riseOnHover: true }).addTo(map);
    const link = document.createElement(marker.url ? "a" : "span");
    link.textContent = marker.label;
    if (marker.url) link.href = marker.url;
    layer.bindPopup(link);
    const item = list?.querySelector(`[data-id="${CSS.escape(String(marker.id))}"]`);
    if (!item) continue;
    const mark = (on) => {
      layer.setIcon(pin(L, marker.number, on));
      layer.setZIndexOffset(on ? 1000 : 0);
      item.classList.toggle("is-on", on);
    };
    item.addEventListener("pointerenter", () => mark(true));
    item.addEventListener("pointerleave", () => mark(false));
    item.addEventListener("focusin", () => mark(true));
    item.addEventListener("focusout", () => mark(false));
    layer.on("popupopen", () => {
      item.classList.add("is-on");
      item.scrollIntoView({ block: "nearest" });
    });
    layer.on("popupclose", () => item.classList.remove("is-on"));
  }
}

// Choosing a point: click, drag, type in the fields, use one's own position, or with the keyboard: the map's own arrow keys move it and
// Enter puts the marker in the middle.
function picker(L, map, holder) {
  const lat = document.getElementById(holder.dataset.pickLat);
  const lon = document.getElementById(holder.dataset.pickLon);
  let marker;
  const read = (input) => Number.parseFloat(input.value.replace(",", "."));
  const write = (point) => {
    lat.value = point.lat.toFixed(6);
    lon.value = point.lng.toFixed(6);
    for (const input of [lat, lon]) input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const put = (point) => {
    if (marker) marker.setLatLng(point);
    else {
      marker = L.marker(point, { icon: pin(L, "", true), draggable: true, autoPan: true, keyboard: false }).addTo(map);
      marker.on("dragend", () => write(marker.getLatLng()));
    }
  };
  const fromFields = () => {
    const point = L.latLng(read(lat) || 0, read(lon) || 0);
    if (read(lat) && read(lon) && Math.abs(point.lat) <= 90) put(point);
    return marker;
  };
  if (fromFields()) map.setView(marker.getLatLng(), 13);
  map.on("click", (event) => {
    put(event.latlng);
    write(event.latlng);
  });
  for (const input of [lat, lon]) input.addEventListener("change", () => fromFields() && map.panTo(marker.getLatLng()));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    event.preventDefault();
    put(map.getCenter());
    write(map.getCenter());
  });
  const here = document.getElementById(holder.dataset.here ?? "");
  if (here && navigator.geolocation) {
    here.hidden = false;
    here.addEventListener("click", () => {
      map.once("locationfound", (event) => {
        put(event.latlng);
        write(event.latlng);
      });
      map.locate({ setView: true, maxZoom: 16, enableHighAccuracy: true });
    });
  }
}
