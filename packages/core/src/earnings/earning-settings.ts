import type { TenantTx } from '@mamapu/db'
import { toFen } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { audit } from '../audit/index.js'
import { findVersioned, saveVersioned } from '../versioned/index.js'

/** What a shop decides about commissions: the return window, and whether it funds a part before its time. */
export const EarningSettings = Type.Object(
  {
    /** Days after the goods came until an earning may be withdrawn. Seven is the statutory return window for goods bought online. */
    returnDays: Type.Integer({ minimum: 0, maximum: 60 }),
    early: Type.Object(
      {
        isOn: Type.Boolean(),
        /** Of what is left of an earning, released once the goods are sent. */
        shareBps: Type.Integer({ minimum: 100, maximum: 3000 }),
        /** Per payee, over everything released early and not yet settled. */
        capFen: Type.Integer({ minimum: 100, maximum: 1_000_000 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type EarningSettings = Static<typeof EarningSettings>

/** Consumer Rights Protection Law §25: seven days; nothing is released early unless the merchant says so. */
export const EARNING_DEFAULTS: EarningSettings = {
  returnDays: 7,
  early: { isOn: false, shareBps: 2000, capFen: toFen(20_000) },
}

/** The settings with the version that an edit must name; 0 while the shop has never changed them. */
export async function readEarningSettings(
  tx: TenantTx,
): Promise<{ readonly settings: EarningSettings; readonly version: number }> {
  const row = await findVersioned(tx, 'earnings')
  if (!row) return { settings: EARNING_DEFAULTS, version: 0 }
  // What an older or newer version saved and this one cannot read is the default: the window is never guessed.
  const settings = Value.Check(EarningSettings, row.settings) ? row.settings : EARNING_DEFAULTS
  return { settings, version: row.version }
}

/** Saves the settings on the version their editor saw; what is frozen already keeps its due time. False: somebody was first. */
export async function saveEarningSettings(
  tx: TenantTx,
  edit: { readonly settings: EarningSettings; readonly version: number },
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<boolean> {
  const before = await readEarningSettings(tx)
  if (!(await saveVersioned(tx, 'earnings', { ...edit, at }))) return false
  const data = { before: before.settings, after: edit.settings }
  await audit(tx, { actor, action: 'earning_settings.updated', subject: 'earnings', data, at })
  return true
}
