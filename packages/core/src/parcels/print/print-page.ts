import type { Locale } from '@mamapu/kernel'

export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

type Both = readonly [zh: string, en: string]
export const say = (locale: Locale, words: Both) => (locale === 'en' ? words[1] : words[0])

export interface PrintPage {
  readonly title: string
  readonly locale: Locale
  /** CSS besides what every printed page has. */
  readonly style: string
  /** Each on paper of its own. */
  readonly sheets: readonly string[]
  /** Lets the button print; the page has no other script. */
  readonly nonce: string
}

/** A page that is looked at and printed: nothing from outside, each sheet on paper of its own, the button never on paper. */
export function printPage({ title, locale, style, sheets, nonce }: PrintPage): string {
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style nonce="${nonce}">
*{box-sizing:border-box}body{margin:0;background:#eceef1;color:#111;font:14px/1.6 "PingFang SC","HarmonyOS Sans SC","Noto Sans SC",system-ui,sans-serif}
.sheet{background:#fff;margin:16px auto;padding:10mm;max-width:100%;box-shadow:0 1px 3px #0002;break-after:page;overflow-wrap:anywhere}
.sheet:last-of-type{break-after:auto}
h1{font-size:20px;margin:0}h2{font-size:16px;margin:12px 0 4px}p{margin:2px 0}
table{width:100%;border-collapse:collapse;margin:8px 0}th,td{text-align:left;padding:4px 6px;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.quiet{color:#555}.barcode{display:block;width:100%;height:14mm;fill:#000}.row{display:flex;justify-content:space-between;gap:12px}
.bar{position:sticky;top:0;display:flex;gap:12px;align-items:center;justify-content:center;padding:10px;background:#fff;border-bottom:1px solid #ddd}
.bar button{min-height:44px;padding:0 24px;border:0;border-radius:22px;background:#b5532a;color:#fff;font:inherit;cursor:pointer}
@media print{.bar{display:none}body{background:#fff}.sheet{margin:0;box-shadow:none}}
${style}
</style></head><body><div class="bar"><span>${escapeHtml(title)}</span><button type="button" id="print">${say(locale, ['打印', 'Print'])}</button></div>
${sheets.map((sheet) => `<section class="sheet">${sheet}</section>`).join('\n')}
<script nonce="${nonce}">document.getElementById('print').addEventListener('click',()=>print())</script>
</body></html>`
}

/** What such a page may do. */
export const printPolicy = (nonce: string) =>
  `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
