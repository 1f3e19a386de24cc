import { OutsideError } from '@mamapu/kernel'
import type { AccountFault, AccountForm, AccountValues } from '../accounts/account.types.js'
import type { AlipayAccount } from './alipay.types.js'
import { publicHalf, readPrivateKey, readPublicKey } from './alipay-keys.js'

/** What a shop gives to be paid by Alipay, in public-key mode. */
export const ALIPAY_FORM: AccountForm = {
  help: {
    'zh-CN':
      '先在支付宝开放平台（open.alipay.com）建一个「网页/移动应用」，签约「手机网站支付」和「电脑网站支付」，接口加签方式选「密钥」（不是证书）、RSA2。填好后点「测试一下」，会真的去问一次支付宝。',
    en: 'First make a web/mobile app at the Alipay Open Platform (open.alipay.com), sign up for mobile and desktop website payment, and choose signing by key (not certificate) with RSA2. Then press Test: Alipay is really asked.',
  },
  fields: [
    {
      name: 'appId',
      title: { 'zh-CN': '应用 APPID', en: 'APPID of the app' },
      help: {
        'zh-CN': '16 位数字，在应用详情页最上面。',
        en: 'Sixteen digits, at the top of the app’s page.',
      },
      isSecret: false,
      isIdentity: true,
      maxLength: 32,
    },
    {
      name: 'sellerId',
      title: { 'zh-CN': '商户 PID', en: 'Merchant PID' },
      help: {
        'zh-CN': '以 2088 开头的 16 位数字，在开放平台「账户中心」里。钱收到这个账户。',
        en: 'Sixteen digits beginning with 2088, in the account centre. The money goes to this account.',
      },
      isSecret: false,
      isIdentity: true,
      maxLength: 32,
    },
    {
      name: 'privateKey',
      title: { 'zh-CN': '应用私钥', en: 'Private key of the app' },
      help: {
        'zh-CN': '用「支付宝密钥工具」生成时保存在你电脑上的那一份，整段贴进来，PKCS1、PKCS8 都可以。',
        en: 'The one that the Alipay key tool saved on your computer; paste all of it, PKCS1 or PKCS8.',
      },
      isSecret: true,
      isLong: true,
      maxLength: 8000,
    },
    {
      name: 'alipayPublicKey',
      title: { 'zh-CN': '支付宝公钥', en: 'Alipay’s public key' },
      help: {
        'zh-CN': '应用详情 → 接口加签方式 → 查看「支付宝公钥」。注意不是「应用公钥」。',
        en: 'App → signing method → view “Alipay public key”. Not the app’s own public key.',
      },
      isSecret: false,
      isLong: true,
      maxLength: 4000,
    },
  ],
  whyNot,
}

function whyNot(values: AccountValues): AccountFault | null {
  if (!/^\d{16,20}$/.test(values.appId ?? ''))
    return { field: 'appId', why: { 'zh-CN': 'APPID 是 16 位数字', en: 'It has sixteen digits' } }
  if (!/^2088\d{12}$/.test(values.sellerId ?? ''))
    return {
      field: 'sellerId',
      why: { 'zh-CN': 'PID 以 2088 开头，共 16 位数字', en: 'It has sixteen digits and begins with 2088' },
    }
  if (!readPrivateKey(values.privateKey ?? ''))
    return {
      field: 'privateKey',
      why: {
        'zh-CN': '这不是一把完整的 RSA2（2048 位）私钥，请整段贴进来',
        en: 'This is not a whole RSA2 (2048 bit) private key; please paste all of it',
      },
    }
  const alipays = readPublicKey(values.alipayPublicKey ?? '')
  if (!alipays)
    return {
      field: 'alipayPublicKey',
      why: {
        'zh-CN': '这不是一把完整的公钥，请整段贴进来',
        en: 'This is not a whole public key; please paste all of it',
      },
    }
  return isOwnKey(values)
    ? {
        field: 'alipayPublicKey',
        why: {
          'zh-CN': '这是你自己的「应用公钥」，要填的是「支付宝公钥」',
          en: 'This is your app’s own public key; Alipay’s is needed',
        },
      }
    : null
}

/** The mistake of many: with it every answer of Alipay's would look forged, and whoever holds the app's key could tell of payments. */
function isOwnKey({ privateKey = '', alipayPublicKey = '' }: AccountValues): boolean {
  const own = readPrivateKey(privateKey)
  return own !== null && readPublicKey(alipayPublicKey) === publicHalf(own)
}

/** The account behind what was typed; an OutsideError with the code PAYMENT_ACCOUNT_MISSING when it is none. */
export function alipayAccountOf(values: AccountValues): AlipayAccount {
  const privateKey = readPrivateKey(values.privateKey ?? '')
  const alipayPublicKey = readPublicKey(values.alipayPublicKey ?? '')
  if (!privateKey || !alipayPublicKey)
    throw new OutsideError('PAYMENT_ACCOUNT_MISSING', 'the account at Alipay is not whole')
  return { appId: values.appId ?? '', sellerId: values.sellerId ?? '', privateKey, alipayPublicKey }
}
