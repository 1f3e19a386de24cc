import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { OutsideError } from '@mamapu/kernel'
import type { AccountFault, AccountForm, AccountValues } from '../accounts/account.types.js'
import type { WechatAccount } from './wechat.types.js'

const API_V3_BYTES = 32

/** What a shop gives to be paid by WeChat Pay as a direct merchant. */
export const WECHAT_FORM: AccountForm = {
  help: {
    'zh-CN':
      '先在微信支付商户平台（pay.weixin.qq.com）开通 JSAPI、H5 和 Native 支付。要用的内容都在「账户中心 → API 安全」里。填好后点「测试一下」，会真的去问一次微信支付。',
    en: 'First enable JSAPI, H5 and Native payments at the WeChat Pay merchant platform (pay.weixin.qq.com). Everything asked for here stands under Account centre → API security. Then press Test: WeChat Pay is really asked.',
  },
  fields: [
    {
      name: 'mchId',
      title: { 'zh-CN': '商户号', en: 'Merchant number (mchid)' },
      help: {
        'zh-CN': '8 到 10 位数字，在商户平台右上角。',
        en: 'Eight to ten digits, at the top right of the merchant platform.',
      },
      isSecret: false,
      isIdentity: true,
      maxLength: 32,
    },
    {
      name: 'appId',
      title: { 'zh-CN': 'AppID', en: 'AppID' },
      help: {
        'zh-CN': '与商户号绑定的公众号的 AppID，以 wx 开头。',
        en: 'The AppID of the official account bound to this merchant; it begins with wx.',
      },
      isSecret: false,
      isIdentity: true,
      maxLength: 32,
    },
    {
      name: 'appSecret',
      title: { 'zh-CN': '公众号 AppSecret（选填）', en: 'AppSecret of the official account (optional)' },
      help: {
        'zh-CN': '在微信里打开店铺时，要靠它认出付款人；不填的话，顾客在微信里会被请去浏览器付款。',
        en: 'Inside WeChat the payer is recognised by it; without it shoppers there are asked to pay in a browser.',
      },
      isSecret: true,
      isOptional: true,
      maxLength: 64,
    },
    {
      name: 'merchantSerial',
      title: { 'zh-CN': '商户 API 证书序列号', en: 'Serial number of the merchant API certificate' },
      help: {
        'zh-CN': 'API 安全 → 商户 API 证书 → 管理证书，40 位字母和数字。',
        en: 'API security → Merchant API certificate → Manage; 40 letters and digits.',
      },
      isSecret: false,
      maxLength: 64,
    },
    {
      name: 'merchantKey',
      title: { 'zh-CN': '商户私钥（apiclient_key.pem）', en: 'Merchant private key (apiclient_key.pem)' },
      help: {
        'zh-CN': '用记事本打开下载的 apiclient_key.pem，把全部内容贴进来。',
        en: 'Open the downloaded apiclient_key.pem in an editor and paste all of it.',
      },
      isSecret: true,
      isLong: true,
      maxLength: 8000,
    },
    {
      name: 'apiV3Key',
      title: { 'zh-CN': 'APIv3 密钥', en: 'APIv3 key' },
      help: { 'zh-CN': '你自己设置的 32 位字符。', en: 'The 32 characters that you chose yourself.' },
      isSecret: true,
      maxLength: 32,
    },
    {
      name: 'platformKeyId',
      title: { 'zh-CN': '微信支付公钥 ID（选填）', en: 'WeChat Pay public key id (optional)' },
      help: {
        'zh-CN': '以 PUB_KEY_ID_ 开头。只用平台证书的老商户可以不填，证书会自动更新。',
        en: 'It begins with PUB_KEY_ID_. Older merchants with platform certificates leave it empty; those are renewed by themselves.',
      },
      isSecret: false,
      isOptional: true,
      maxLength: 80,
    },
    {
      name: 'platformKey',
      title: {
        'zh-CN': '微信支付公钥（pub_key.pem，选填）',
        en: 'WeChat Pay public key (pub_key.pem, optional)',
      },
      help: {
        'zh-CN': '与上面的公钥 ID 一起填，把 pub_key.pem 的全部内容贴进来。',
        en: 'Together with its id: paste all of pub_key.pem.',
      },
      isSecret: false,
      isOptional: true,
      isLong: true,
      maxLength: 4000,
    },
  ],
  whyNot,
}

const PATTERNS: readonly { field: string; is: RegExp; why: AccountFault['why'] }[] = [
  {
    field: 'mchId',
    is: /^\d{8,10}$/,
    why: { 'zh-CN': '商户号是 8 到 10 位数字', en: 'It has eight to ten digits' },
  },
  {
    field: 'appId',
    is: /^wx[0-9a-zA-Z]{16}$/,
    why: { 'zh-CN': 'AppID 以 wx 开头，共 18 位', en: 'It begins with wx and has 18 characters' },
  },
  {
    field: 'merchantSerial',
    is: /^[0-9A-Fa-f]{32,64}$/,
    why: { 'zh-CN': '序列号只有数字和字母 A 到 F', en: 'It has digits and the letters A to F only' },
  },
  {
    field: 'apiV3Key',
    is: /^[\x21-\x7e]{32}$/,
    why: { 'zh-CN': 'APIv3 密钥正好 32 位', en: 'It has exactly 32 characters' },
  },
  {
    field: 'platformKeyId',
    is: /^(PUB_KEY_ID_[0-9A-Za-z_]+)?$/,
    why: { 'zh-CN': '公钥 ID 以 PUB_KEY_ID_ 开头', en: 'It begins with PUB_KEY_ID_' },
  },
]

function whyNot(values: AccountValues): AccountFault | null {
  const wrong = PATTERNS.find(({ field, is }) => !is.test(values[field] ?? ''))
  if (wrong) return { field: wrong.field, why: wrong.why }
  if (!privateKeyOf(values.merchantKey ?? ''))
    return {
      field: 'merchantKey',
      why: {
        'zh-CN': '这不是一把完整的 RSA 私钥，请把整个文件的内容贴进来',
        en: 'This is not a whole RSA private key; please paste the whole file',
      },
    }
  const { platformKeyId = '', platformKey = '' } = values
  if ((platformKeyId === '') !== (platformKey === ''))
    return {
      field: platformKeyId === '' ? 'platformKeyId' : 'platformKey',
      why: { 'zh-CN': '公钥和它的 ID 要一起填', en: 'The key and its id belong together' },
    }
  if (platformKey && !publicKeyOf(platformKey))
    return {
      field: 'platformKey',
      why: {
        'zh-CN': '这不是一把完整的公钥，请把整个文件的内容贴进来',
        en: 'This is not a whole public key; please paste the whole file',
      },
    }
  return null
}

/** The account behind what was typed; an OutsideError with the code PAYMENT_ACCOUNT_MISSING when it is none. */
export function wechatAccountOf(values: AccountValues): WechatAccount {
  const merchantKey = privateKeyOf(values.merchantKey ?? '')
  const apiV3Key = Buffer.from(values.apiV3Key ?? '', 'utf8')
  if (!merchantKey || apiV3Key.length !== API_V3_BYTES)
    throw new OutsideError('PAYMENT_ACCOUNT_MISSING', 'the account at WeChat Pay is not whole')
  const platformKey = values.platformKey ? publicKeyOf(values.platformKey) : null
  return {
    mchId: values.mchId ?? '',
    appId: values.appId ?? '',
    appSecret: values.appSecret || null,
    merchantSerial: (values.merchantSerial ?? '').toUpperCase(),
    merchantKey,
    apiV3Key,
    platformKeys: new Map(platformKey ? [[values.platformKeyId ?? '', platformKey]] : []),
  }
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : null
  } catch {
    return null
  }
}

function publicKeyOf(pem: string): KeyObject | null {
  try {
    // A private key pasted here would give its public half and be shown: refused.
    if (/PRIVATE KEY/.test(pem)) return null
    const key = /CERTIFICATE/.test(pem) ? new X509Certificate(pem).publicKey : createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : null
  } catch {
    return null
  }
}
