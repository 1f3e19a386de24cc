import { idPattern, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import { findItem } from './kit.queries.js'
import { stateOf } from './kit.rules.js'
import { route } from './kit.settings.js'
import { distributorOf, KIT_PAGE, makeShare } from './share.js'

/** One tap: her own link is made and her posters are asked for; it leads to where she copies and saves. */
export const shareItem = route({
  audience: 'shopper',
  method: 'POST',
  path: '/items/:itemId/share',
  summary: 'Make my own link and posters of a piece of material',
  params: Type.Object({ itemId: Type.String({ pattern: idPattern('plg') }) }),
  reply: Type.Object({ url: Type.String() }),
  signedIn: true,
  rate: { max: 60, minutes: 10 },
  form: { next: KIT_PAGE, done: 'notice.ready' },
  async handle(ctx, { params: { itemId } }) {
    must(ctx.customer, 'signed in')
    const customerId = await distributorOf(ctx)
    if (!customerId) return { refused: 'CONTENT_KIT_JOIN_FIRST' }
    const item = await findItem(ctx.tx, itemId)
    if (!item || stateOf(item, ctx.at) !== 'shown') return { refused: 'CONTENT_KIT_NOT_FOUND' }
    const { url } = await makeShare(ctx, item, customerId)
    return { status: 201, body: { url } }
  },
})
