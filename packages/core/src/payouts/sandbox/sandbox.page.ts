import { formatFen } from '@mamapu/kernel'
import type { SandboxTransfer, TransferMode } from './sandbox.js'

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const BUTTONS: readonly { mode: TransferMode; label: string; hint: string; kind: string }[] = [
  { mode: 'take', label: '确认收款', hint: 'Take the money', kind: 'primary' },
  { mode: 'fail', label: '收款失败（账户不能收款）', hint: 'The account refuses it', kind: '' },
  { mode: 'expire', label: '一直不收，直接过期', hint: 'Never take it: expired', kind: '' },
  { mode: 'twice', label: '收款，通知发两遍', hint: 'Take it, notify twice', kind: '' },
  { mode: 'slow', label: '收款，20 秒后才通知', hint: 'Take it, notify 20 s later', kind: '' },
  { mode: 'silent', label: '收款，不发通知', hint: 'Take it, never notify', kind: '' },
]

const ENDS = {
  confirmed: '已收款 · Taken',
  expired: '已过期 · Expired',
  failed: '没有成功 · Failed',
} as const

/** The sandbox's one page for whoever is paid: the amount, and a button for every way a real provider behaves. */
export function transferPage(
  transfer: SandboxTransfer,
  { action, isOver, note }: { action: string; isOver: boolean; note: string },
): string {
  const buttons = BUTTONS.map(
    ({ mode, label, hint, kind }) =>
      `<button name="mode" value="${mode}" class="${kind}"><b>${label}</b><small>${hint}</small></button>`,
  ).join('')
  const state = transfer.state === 'awaiting' ? (isOver ? 'expired' : null) : transfer.state
  const body =
    state === null
      ? `<form method="post" action="${escapeHtml(action)}">${buttons}</form>`
      : `<p class="done">${ENDS[state]}</p>`
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>沙盒收款</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style>
body{margin:0;background:#f4f5f7;color:#1c2430;font:16px/1.6 "PingFang SC","Noto Sans SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;padding:24px 16px}
.tag{display:inline-block;background:#1c2430;color:#fff;border-radius:6px;padding:2px 10px;font-size:14px}
h1{font-size:36px;margin:12px 0 0;font-variant-numeric:tabular-nums}
.card{background:#fff;border-radius:12px;padding:20px;margin:16px 0;box-shadow:0 1px 3px #0001}
button{display:flex;justify-content:space-between;align-items:center;gap:12px;width:100%;min-height:48px;margin:8px 0;padding:8px 16px;border:1px solid #c9ced6;border-radius:10px;background:#fff;font:inherit;color:inherit;cursor:pointer;text-align:left}
button.primary{background:#1463c8;border-color:#1463c8;color:#fff}
small{opacity:.75}.note{color:#a33000}.done{font-size:20px}
a{color:#1463c8}
</style></head><body><main>
<span class="tag">沙盒收款 Sandbox transfer</span>
<p>这里不会真的到账，用来演练商家转账会发生的每一种情况。<br><small>No real money moves here.</small></p>
<section class="card"><div>待收款 · To be taken</div><h1>¥${formatFen(transfer.amountFen)}</h1></section>
${note ? `<p class="note" role="status">${escapeHtml(note)}</p>` : ''}
${body}
<p><a href="${escapeHtml(transfer.returnUrl)}">返回店铺 · Back to the shop</a></p>
</main></body></html>`
}
