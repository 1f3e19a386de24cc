import { formatFen } from '@mamapu/kernel'
import type { CashierPayment } from './cashier.queries.js'

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const BUTTONS: readonly { mode: string; label: string; hint: string; kind: string }[] = [
  { mode: 'pay', label: '确认付款', hint: 'Pay', kind: 'primary' },
  { mode: 'fail', label: '付款失败', hint: 'Payment fails', kind: '' },
  { mode: 'twice', label: '付款，通知发两遍', hint: 'Pay, notify twice', kind: '' },
  { mode: 'slow', label: '付款，20 秒后才通知', hint: 'Pay, notify 20 s later', kind: '' },
  { mode: 'silent', label: '付款，不发通知', hint: 'Pay, never notify', kind: '' },
  { mode: 'late', label: '超时后到账', hint: 'Money arrives late', kind: '' },
]

/** The sandbox cashier's one page: what is asked for, and a button for every way a real provider behaves. */
export function cashierPage(payment: CashierPayment, action: string, note: string): string {
  const buttons = BUTTONS.map(
    ({ mode, label, hint, kind }) =>
      `<button name="mode" value="${mode}" class="${kind}"><b>${label}</b><small>${hint}</small></button>`,
  ).join('')
  const state =
    payment.state === 'open'
      ? `<form method="post" action="${escapeHtml(action)}">${buttons}</form>`
      : `<p class="done">${payment.state === 'paid' ? '已付款 · Paid' : '已关闭 · Closed'}</p>`
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>沙盒收银台</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style>
body{margin:0;background:#f4f5f7;color:#1c2430;font:16px/1.6 "PingFang SC","Noto Sans SC",system-ui,sans-serif}
main{max-width:420px;margin:0 auto;padding:24px 16px}
.tag{display:inline-block;background:#1c2430;color:#fff;border-radius:6px;padding:2px 10px;font-size:14px}
h1{font-size:36px;margin:12px 0 0;font-variant-numeric:tabular-nums}
.card{background:#fff;border-radius:12px;padding:20px;margin:16px 0;box-shadow:0 1px 3px #0001}
button{display:flex;justify-content:space-between;align-items:center;width:100%;min-height:48px;margin:8px 0;padding:8px 16px;border:1px solid #c9ced6;border-radius:10px;background:#fff;font:inherit;color:inherit;cursor:pointer}
button.primary{background:#1463c8;border-color:#1463c8;color:#fff}
small{opacity:.75}.note{color:#a33000}.done{font-size:20px}
a{color:#1463c8}
</style></head><body><main>
<span class="tag">沙盒收银台 Sandbox cashier</span>
<p>这里不会真的扣款，用来演练真实支付会发生的每一种情况。<br><small>No real money moves here.</small></p>
<section class="card"><div>${escapeHtml(payment.description)}</div><h1>¥${formatFen(payment.amountFen)}</h1></section>
${note ? `<p class="note" role="status">${escapeHtml(note)}</p>` : ''}
${state}
<p><a href="${escapeHtml(payment.returnUrl)}">返回店铺 · Back to the shop</a></p>
</main></body></html>`
}
