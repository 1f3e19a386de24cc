import { call, download } from './client.js'
import type { DeskQuery } from './desk.js'
import { adminPath } from './store.js'

export interface OrderExport {
  readonly id: string
  readonly state: 'waiting' | 'done' | 'failed' | 'expired'
  readonly rows: number
  /** There were more orders than one file holds. */
  readonly isCut: boolean
  readonly isPersonal: boolean
  readonly staffId: string
  readonly createdAt: string
  readonly finishedAt: string | null
  readonly keptUntil: string | null
}

export interface ExportColumn {
  readonly name: string
  readonly title: string
  readonly isPersonal: boolean
}

export const listExports = (
  storeId: string,
): Promise<{ readonly items: readonly OrderExport[]; readonly columns: readonly ExportColumn[] }> =>
  call('GET', adminPath(storeId, '/order-exports'))

export const startExport = (
  storeId: string,
  body: { readonly columns: readonly string[]; readonly filter: DeskQuery },
): Promise<{ id: string }> => call('POST', adminPath(storeId, '/order-exports'), { body })

export const saveExport = (storeId: string, id: string) =>
  download(adminPath(storeId, `/order-exports/${id}/file`), 'orders.csv')
