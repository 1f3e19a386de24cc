import type { StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { ProviderNotice } from '../payments/index.js'
import { learnRefund } from './send-refund.js'
import { settlePayment } from './settle-payment.js'

/** What an authentic notification tells is written down, once, however often it comes. False when it does not match our records. */
export async function hearProvider(
  app: App,
  storeId: StoreId,
  { provider, notice }: { readonly provider: string; readonly notice: ProviderNotice },
  at: Date,
): Promise<boolean> {
  if (notice.of === 'nothing') return true
  if (notice.of === 'payment') return (await settlePayment(app, storeId, { ...notice, provider }, at)).settled
  return (await learnRefund(app, storeId, { ...notice, provider })) !== 'nothing'
}
