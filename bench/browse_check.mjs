// What a browser says of the pages: node bench/browse_check.mjs http://127.0.0.1:8001/news/-/ [URL ...]
//
// Opens each URL in a headless Chromium at 380 and 1280 pixels, light and dark, with scripts and without, and names
// errors on the console, horizontal scroll, links and fields whose focus cannot be seen, and serious findings of
// axe-core. Needs `npm install axe-core playwright-core` in a folder of yours (NODE_MODULES names it) and Chromium
// (CHROMIUM, default /usr/bin/chromium).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire((process.env.NODE_MODULES || process.cwd()) + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const args = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  chromiumSandbox: process.getuid() !== 0,
  args,
});
let findings = 0;
const report = (url, how, text) => {
  findings += 1;
  console.log(`${url} (${how}): ${text}`);
};

for (const url of process.argv.slice(2)) {
  for (const [width, colorScheme, javaScriptEnabled] of [[380, "light", true], [1280, "dark", true], [380, "dark", false], [1280, "light", false]]) {
    const how = `${width} px, ${colorScheme}, ${javaScriptEnabled ? "with" : "without"} scripts`;
    // bypassCSP lets axe-core in; the pages themselves have no script to let in.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, bypassCSP: javaScriptEnabled });
    const page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && report(url, how, `console: ${message.text()}`));
    page.on("pageerror", (error) => report(url, how, `script: ${error.message}`));
    const response = await page.goto(url);
    if (response.status() !== 200) report(url, how, `HTTP ${response.status()}`);
    if (javaScriptEnabled) {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) report(url, how, `scrolls sideways by ${wide} px`);
      await page.evaluate(() => document.querySelectorAll("details").forEach((found) => { found.open = true; }));
      const wideOpen = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wideOpen > 0) report(url, how, `scrolls sideways by ${wideOpen} px once all is unfolded`);
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run());
      for (const one of found.violations) {
        const text = `axe ${one.impact} ${one.id}: ${one.help} (${one.nodes.length}, as ${one.nodes[0].html.slice(0, 120)})`;
        if (["serious", "critical"].includes(one.impact)) report(url, how, text);
        else console.log(`  ${url} (${how}): ${text}`);
      }
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press("Tab");
        const unseen = await page.evaluate(() => {
          const at = document.activeElement;
          const style = getComputedStyle(at);
          return at !== document.body && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) ? at.outerHTML.slice(0, 120) : null;
        });
        if (unseen) report(url, how, `focus cannot be seen on ${unseen}`);
      }
    } else if (!(await page.locator("main").innerText()).trim()) {
      report(url, how, "nothing to read");
    }
    await context.close();
  }
}
await browser.close();
console.log(findings ? `${findings} findings` : "no findings");
process.exit(findings ? 1 : 0);
