import { OutsideError } from '@mamapu/kernel'
import type { AccountFault, AccountForm, AccountValues } from '../accounts/account.types.js'
import type { StripeAccount } from './stripe.types.js'

/** What a shop gives to be paid by Stripe. */
export const STRIPE_FORM: AccountForm = {
  help: {
    'zh-CN':
      '顾客用国际银行卡或海外钱包付款，按人民币收。先在 Stripe 后台（dashboard.stripe.com）→ Developers 里建密钥和 Webhook。Webhook 地址填下面的「通知地址」，勾选 checkout.session.completed、checkout.session.async_payment_succeeded、refund.updated、refund.failed 四个事件。',
    en: 'For international cards and wallets; the shop is paid in yuan (CNY). In the Stripe dashboard → Developers make a key and a webhook. Its address is the notification address below; its events: checkout.session.completed, checkout.session.async_payment_succeeded, refund.updated and refund.failed.',
  },
  fields: [
    {
      name: 'secretKey',
      title: { 'zh-CN': '密钥（sk_ 或 rk_ 开头）', en: 'Secret key (sk_… or rk_…)' },
      help: {
        'zh-CN':
          'Developers → API keys。带 test 的密钥只能演练，收不到真钱。更稳妥的是建一把受限密钥（rk_）：Checkout Sessions 和 Refunds 给写，Charges、PaymentIntents 和 Balance transactions 给读。',
        en: 'Developers → API keys. A key with “test” in it is for rehearsing alone and brings no real money. Safer is a restricted key (rk_): Checkout Sessions and Refunds to write, Charges, PaymentIntents and Balance transactions to read.',
      },
      isSecret: true,
      maxLength: 300,
    },
    {
      name: 'webhookSecret',
      title: { 'zh-CN': 'Webhook 签名密钥（whsec_ 开头）', en: 'Webhook signing secret (whsec_…)' },
      help: {
        'zh-CN': '建好 Webhook 后，在它的详情页点「Reveal」看到。',
        en: 'On the page of the webhook you made: Reveal signing secret.',
      },
      isSecret: true,
      maxLength: 300,
    },
  ],
  whyNot,
}

function whyNot({ secretKey = '', webhookSecret = '' }: AccountValues): AccountFault | null {
  if (/^pk_/.test(secretKey))
    return {
      field: 'secretKey',
      why: {
        'zh-CN': '这是公开的 pk_ 密钥，要填 sk_ 或 rk_ 开头的',
        en: 'This is the publishable key; sk_… or rk_… is needed',
      },
    }
  if (!/^[sr]k_(test|live)_\w{16,}$/.test(secretKey))
    return {
      field: 'secretKey',
      why: {
        'zh-CN': '密钥以 sk_ 或 rk_ 开头，请整段贴进来',
        en: 'It begins with sk_ or rk_; please paste all of it',
      },
    }
  if (!/^whsec_[\w+/=]{16,}$/.test(webhookSecret))
    return {
      field: 'webhookSecret',
      why: {
        'zh-CN': '签名密钥以 whsec_ 开头，请整段贴进来',
        en: 'It begins with whsec_; please paste all of it',
      },
    }
  return null
}

/** The account behind what was typed; an OutsideError with the code PAYMENT_ACCOUNT_MISSING when it is none. */
export function stripeAccountOf({ secretKey = '', webhookSecret = '' }: AccountValues): StripeAccount {
  if (!secretKey || !webhookSecret)
    throw new OutsideError('PAYMENT_ACCOUNT_MISSING', 'the account at Stripe is not whole')
  return { secretKey, webhookSecret }
}
