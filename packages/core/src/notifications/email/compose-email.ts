import type { Locale } from '@mamapu/kernel'
import type { Outgoing } from '../channels/channel.types.js'

/** An e-mail as it is read: its subject, its text, and the same as a page. */
export interface ComposedEmail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const WORDS = {
  'zh-CN': {
    visit: '打开店铺',
    service: '这是你在本店的订单或账户消息。',
    secret: '如果不是你本人操作，请忽略这封邮件。',
    offer: '你在本店订阅了优惠消息。',
    end: '不想再收到？点这里退订',
  },
  en: {
    visit: 'Visit the shop',
    service: 'This message is about your order or account at this shop.',
    secret: 'If this was not you, please ignore this e-mail.',
    offer: 'You asked this shop for offers.',
    end: 'No more of these? Unsubscribe here',
  },
} as const satisfies Readonly<Record<Locale, unknown>>

const SUBJECT_MAX = 120

/** Writes an e-mail of a message: what others wrote is text in it, never markup and never a header. */
export function composeEmail({
  shopName,
  subject,
  text,
  origin,
  locale,
  category,
  unsubscribeUrl,
}: Outgoing): ComposedEmail {
  const words = WORDS[locale]
  const head = shopName ? `【${shopName}】` : ''
  const why = category === 'marketing' ? words.offer : words[category]
  const end = unsubscribeUrl ? `${words.end}：${unsubscribeUrl}` : ''
  return {
    subject: oneLine(`${head}${subject || firstWords(text)}`).slice(0, SUBJECT_MAX),
    text: [text, '', `${shopName} ${origin}`, why, ...(end ? [end] : [])].join('\n'),
    html: `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;background:#f6f4f1;color:#2b2622;font:16px/1.7 -apple-system,'PingFang SC','Noto Sans SC',sans-serif">
<div style="max-width:520px;margin:0 auto;padding:24px 16px">
<p style="margin:0 0 12px;font-size:14px;color:#6b625a">${escapeHtml(shopName)}</p>
<div style="background:#fff;border-radius:12px;padding:20px">
<h1 style="margin:0 0 12px;font-size:20px;line-height:1.4">${escapeHtml(subject || shopName)}</h1>
<p style="margin:0;white-space:pre-line;overflow-wrap:anywhere">${escapeHtml(text)}</p>
<p style="margin:20px 0 0"><a href="${escapeHtml(origin)}" style="color:#8a4b2a">${words.visit}</a></p>
</div>
<p style="margin:16px 0 0;font-size:12px;color:#6b625a">${why}${
      unsubscribeUrl
        ? `<br><a href="${escapeHtml(unsubscribeUrl)}" style="color:#6b625a">${words.end}</a>`
        : ''
    }</p>
</div></body></html>`,
  }
}

const firstWords = (text: string) => [...text].slice(0, 24).join('')

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
