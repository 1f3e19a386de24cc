import { parseId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { findProof } from './proof.queries.js'
import { isValidAt } from './proof.rules.js'
import { page } from './proof.settings.js'
import { headOf } from './proof.slots.js'
import type { ProofPicture } from './proof.types.js'

/** One proof with its pictures whole, and whether each is still what was kept. What is over or taken down shows nothing of itself. */
export const proofPage = page({
  name: 'proof',
  title: { 'zh-CN': '品牌资质', en: 'Proof' },
  block: 'proof',
  async data(ctx, { query }) {
    const id = parseId('plg', query.id ?? '')
    const proof = id && (await findProof(ctx.tx, id))
    if (!proof || proof.isHidden) return { state: 'none' }
    if (!isValidAt(proof, ctx.at)) return { state: 'over' }
    const pictures = await Promise.all(proof.pictures.map((picture) => shownPicture(ctx, picture)))
    const from = proof.startsAt === null ? '' : proof.startsAt.toISOString()
    return { state: 'valid', ...headOf(proof, ctx.locale, ctx.settings), from, note: proof.note, pictures }
  },
})

async function shownPicture(ctx: PluginContext, picture: ProofPicture) {
  return { ...picture, isIntact: await isIntact(ctx, picture) }
}

/** Whether the bytes given out now are those that were kept. */
export async function isIntact(
  ctx: Pick<PluginContext, 'media'>,
  { id, sha256 }: ProofPicture,
): Promise<boolean> {
  return (await ctx.media.digest(id))?.sha256 === sha256
}
