import type { TenantTx } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import type { GuardRefusal } from '@mamapu/plugin-sdk'
import { allowTexts } from '../compliance/index.js'
import { ownsMedia, raiseConfigVersion, readSettings, settingsOf, writeSettings } from './store.queries.js'
import type { SettingsPatch, StoreSettings } from './store.types.js'

export type UpdateSettingsResult =
  | { updated: true; settings: StoreSettings; configVersion: number }
  | { updated: false; reason: 'conflict' | 'media_not_found' }
  | { updated: false; reason: 'words'; words: GuardRefusal }

export interface SettingsChange {
  readonly version: number
  readonly patch: SettingsPatch
  /** Rules about words whose findings the merchant stands by. */
  readonly acknowledged?: readonly string[]
  /** Who changes it; the system when left out. */
  readonly actor?: string
  readonly at: Date
}

/** The shop's settings as they stand in this transaction. */
export async function getSettings(tx: TenantTx): Promise<StoreSettings> {
  const [row] = await readSettings(tx.sql, tx.tenantId)
  return settingsOf(must(row, 'a store has settings'))
}

/**
 * Changes the settings on the version the merchant saw and raises the configuration version with them. The caller
 * refreshes the store's snapshot after the commit.
 */
export async function updateSettings(
  tx: TenantTx,
  { version, patch, acknowledged = [], actor = 'system', at }: SettingsChange,
): Promise<UpdateSettingsResult> {
  const media = [patch.logoId, patch.bannerId].filter((id) => id !== undefined && id !== null)
  if (!(await ownsMedia(tx, media))) return { updated: false, reason: 'media_not_found' }
  const about = { place: 'page', goods: [], subject: 'shop', acknowledged, actor, at } as const
  const { refusal } = await allowTexts(tx, textsOf(patch), about)
  if (refusal) return { updated: false, reason: 'words', words: refusal }
  const settings = await writeSettings(tx, version, { patch, at })
  if (!settings) return { updated: false, reason: 'conflict' }
  return { updated: true, settings, configVersion: await raiseConfigVersion(tx) }
}

/** What of a change shoppers read. */
function textsOf({ name, tagline, announcement, story }: SettingsPatch): Record<string, string> {
  const texts = { '/name': name, '/tagline': tagline, '/announcement': announcement, '/story': story }
  return Object.fromEntries(Object.entries(texts).flatMap(([field, text]) => (text ? [[field, text]] : [])))
}
