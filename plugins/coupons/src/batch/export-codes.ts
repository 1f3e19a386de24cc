import type { FilePart, PluginContext } from '@mamapu/plugin-sdk'
import { type Batch, listCodes } from './batch.queries.js'
import { shownCode } from './code.rules.js'

const PAGE = 5000

/** The codes of a batch as a table, piece by piece; no cell can be read as a formula. */
export async function exportCodes(ctx: PluginContext, batch: Batch): Promise<{ name: string } & FilePart> {
  const heads = ['csv.code', ...(batch.whom ? ['csv.customer'] : []), 'csv.state', 'csv.redeemed_at']
  const { text, rest } = await pieceAfter(ctx, batch, '')
  return {
    name: `coupon-codes-${batch.id.slice(-8)}.csv`,
    text: `${heads.map((head) => ctx.t(head)).join(',')}\r\n${text}`,
    ...(rest ? { rest } : {}),
  }
}

async function pieceAfter(ctx: PluginContext, batch: Batch, after: string): Promise<FilePart> {
  const rows = await listCodes(ctx.tx, { batchId: batch.id, after, limit: PAGE })
  const lines = rows.map(({ code, customerId, redeemedAt }) => {
    const cells = [
      shownCode(code),
      ...(batch.whom ? [customerId ?? ''] : []),
      ctx.t(redeemedAt ? 'csv.redeemed' : 'csv.unused'),
      redeemedAt?.toISOString() ?? '',
    ]
    return `${cells.join(',')}\r\n`
  })
  const last = rows.at(-1)
  const text = lines.join('')
  return rows.length < PAGE || !last ? { text } : { text, rest: (next) => pieceAfter(next, batch, last.code) }
}
