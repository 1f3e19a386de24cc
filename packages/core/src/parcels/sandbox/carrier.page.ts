import type { EventState } from '../track.types.js'
import type { CarrierMode } from './carrier.js'
import type { SandboxParcel } from './carrier.queries.js'

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const STATES: Readonly<Record<EventState, string>> = {
  on_way: '运输中 · On its way',
  out_for_delivery: '派送中 · Out for delivery',
  delivered: '已签收 · Delivered',
  problem: '派送不成功 · Cannot be delivered',
}

const MODES: Readonly<Record<CarrierMode, string>> = {
  once: '马上通知 · Tell at once',
  twice: '通知两遍 · Tell twice',
  slow: '20 秒后通知 · Tell 20 s later',
  silent: '不通知 · Never tell',
  reversed: '先后颠倒 · Tell out of order',
}

/** The sandbox carrier's one page: what has happened to a parcel, and a button for what may happen next. */
export function carrierPage(
  parcel: SandboxParcel,
  { action, note }: { action: string; note: string },
): string {
  const buttons = Object.entries(STATES)
    .map(([state, label]) => `<button name="state" value="${state}">${label}</button>`)
    .join('')
  const modes = Object.entries(MODES)
    .map(
      ([mode, label], index) =>
        `<label><input type="radio" name="mode" value="${mode}"${index === 0 ? ' checked' : ''}> ${label}</label>`,
    )
    .join('')
  const events = parcel.events
    .toReversed()
    .map(
      ({ state, place, at }) =>
        `<li><b>${STATES[state]}</b><br><small>${escapeHtml(place)} · ${at.slice(0, 19).replace('T', ' ')} UTC</small></li>`,
    )
    .join('')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>沙盒快递</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style>
body{margin:0;background:#f4f5f7;color:#1c2430;font:16px/1.6 "PingFang SC","Noto Sans SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;padding:24px 16px}
.tag{display:inline-block;background:#1c2430;color:#fff;border-radius:6px;padding:2px 10px;font-size:14px}
.card{background:#fff;border-radius:12px;padding:20px;margin:16px 0;box-shadow:0 1px 3px #0001}
h1{font-size:20px;margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
button{display:block;width:100%;min-height:48px;margin:8px 0;padding:8px 16px;border:1px solid #c9ced6;border-radius:10px;background:#fff;font:inherit;color:inherit;cursor:pointer;text-align:left}
label{display:flex;gap:8px;align-items:center;min-height:44px}
small{opacity:.75}.note{color:#0b6b3a}ol{padding-left:20px}
</style></head><body><main>
<span class="tag">沙盒快递 Sandbox carrier</span>
<p>这里没有真的快递，用来演练包裹会遇到的每一种情况。<br><small>No real parcel moves here.</small></p>
<section class="card"><div>${escapeHtml(parcel.carrier)}</div><h1>${escapeHtml(parcel.number)}</h1></section>
${note ? `<p class="note" role="status">${escapeHtml(note)}</p>` : ''}
<form method="post" action="${escapeHtml(action)}">${buttons}<fieldset class="card"><legend>怎样通知店铺 · How the shop hears of it</legend>${modes}</fieldset></form>
${events ? `<section class="card"><ol>${events}</ol></section>` : ''}
</main></body></html>`
}
