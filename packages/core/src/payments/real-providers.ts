import type { StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { StoreKeys } from '../stores/index.js'
import { accountReader } from './accounts/accounts.js'
import { alipayProvider } from './alipay/alipay.provider.js'
import type { PaymentProvider } from './provider.js'
import { stripeProvider } from './stripe/stripe.provider.js'
import { wechatProvider } from './wechat/wechat.provider.js'

/** Where the providers answer; tests lead them to peers on loopback. */
export interface ProviderPlaces {
  readonly wechat: { readonly origin: string; readonly authorizeOrigin: string; readonly tokenOrigin: string }
  readonly alipay: { readonly gateway: string; readonly patience?: number }
  readonly stripe: { readonly origin: string; readonly patience?: number }
}

export const PROVIDER_PLACES: ProviderPlaces = {
  wechat: {
    origin: 'https://api.mch.weixin.qq.com',
    authorizeOrigin: 'https://open.weixin.qq.com',
    tokenOrigin: 'https://api.weixin.qq.com',
  },
  alipay: { gateway: 'https://openapi.alipay.com/gateway.do' },
  stripe: { origin: 'https://api.stripe.com' },
}

/** The providers that move real money, over each shop's own accounts. */
export function realProviders(
  app: Pick<App, 'db' | 'clock'>,
  keysOf: (storeId: StoreId) => Promise<StoreKeys>,
  places = PROVIDER_PLACES,
): readonly PaymentProvider[] {
  const { clock } = app
  const about = (provider: string) => ({ clock, readAccount: accountReader(app, keysOf, provider) })
  return [
    wechatProvider({ ...places.wechat, ...about('wechat') }),
    alipayProvider({ ...places.alipay, ...about('alipay') }),
    stripeProvider({ ...places.stripe, ...about('stripe') }),
  ]
}
