import { OutsideError } from '@mamapu/kernel'
import { request } from 'undici'
import type { WechatAccount } from './wechat.types.js'

export interface WechatPayerOptions {
  /** Where WeChat asks the person; `https://open.weixin.qq.com`. */
  readonly authorizeOrigin: string
  /** Where the answer becomes a name; `https://api.weixin.qq.com`. */
  readonly tokenOrigin: string
}

const TIMEOUT_MS = 5000
const REPLY_MAX = 4096

/** Where WeChat's own browser is led, so that it comes back with a code: without a question to the person (`snsapi_base`). */
export function askPayerUrl(
  { authorizeOrigin }: WechatPayerOptions,
  { appId }: WechatAccount,
  { url, state }: { readonly url: string; readonly state: string },
): string {
  const asked = new URLSearchParams({
    appid: appId,
    redirect_uri: url,
    response_type: 'code',
    scope: 'snsapi_base',
    state,
  })
  return `${authorizeOrigin}/connect/oauth2/authorize?${asked}#wechat_redirect`
}

/** The openid behind a code; an OutsideError with the code PAYMENT_PROVIDER_DOWN for whatever is none. A code is good once. */
export async function openidOf(
  { tokenOrigin }: WechatPayerOptions,
  { appId, appSecret }: WechatAccount,
  code: string,
): Promise<string> {
  const asked = new URLSearchParams({
    appid: appId,
    secret: appSecret ?? '',
    code,
    grant_type: 'authorization_code',
  })
  let text: string
  try {
    const reply = await request(`${tokenOrigin}/sns/oauth2/access_token?${asked}`, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    })
    text = await reply.body.text()
  } catch {
    // The cause holds the address, and that the secret.
    throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'WeChat cannot be reached')
  }
  const openid = text.length <= REPLY_MAX ? readOpenid(text) : null
  if (!openid) throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'WeChat does not say who pays')
  return openid
}

function readOpenid(text: string): string | null {
  try {
    const { openid } = JSON.parse(text) as { openid?: unknown }
    return typeof openid === 'string' && /^[\w-]{10,64}$/.test(openid) ? openid : null
  } catch {
    return null
  }
}
