import type { TenantTx } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import { ownsMedia, raiseConfigVersion, readSettings, settingsOf, writeSettings } from './store.queries.js'
import type { SettingsPatch, StoreSettings } from './store.types.js'

export type UpdateSettingsResult =
  | { updated: true; settings: StoreSettings; configVersion: number }
  | { updated: false; reason: 'conflict' | 'media_not_found' }

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
  { version, patch, at }: { version: number; patch: SettingsPatch; at: Date },
): Promise<UpdateSettingsResult> {
  const media = [patch.logoId, patch.bannerId].filter((id) => id !== undefined && id !== null)
  if (!(await ownsMedia(tx, media))) return { updated: false, reason: 'media_not_found' }
  const settings = await writeSettings(tx, version, { patch, at })
  if (!settings) return { updated: false, reason: 'conflict' }
  return { updated: true, settings, configVersion: await raiseConfigVersion(tx) }
}
