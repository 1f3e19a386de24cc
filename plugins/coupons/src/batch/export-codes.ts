import type { PluginContext } from '@mamapu/plugin-sdk'
import { type Batch, listCodes } from './batch.queries.js'
import { shownCode } from './code.rules.js'

const PAGE = 5000

/** The codes of a batch as a table, in pieces of bounded size; no cell can be read as a formula. */
export async function exportCodes(ctx: PluginContext, batch: Batch): Promise<{ name: string; text: string }> {
  const lines = [[ctx.t('csv.code'), ctx.t('csv.state'), ctx.t('csv.redeemed_at')].join(',')]
  let after = ''
  for (let read = 0; read < batch.codesTotal; read += PAGE) {
    const rows = await listCodes(ctx.tx, { batchId: batch.id, after, limit: PAGE })
    for (const { code, redeemed_at: at } of rows)
      lines.push(
        `${shownCode(code)},${ctx.t(at ? 'csv.redeemed' : 'csv.unused')},${at ? at.toISOString() : ''}`,
      )
    after = rows.at(-1)?.code ?? after
    if (rows.length < PAGE) break
  }
  return { name: `coupon-codes-${batch.id.slice(-8)}.csv`, text: `${lines.join('\r\n')}\r\n` }
}
