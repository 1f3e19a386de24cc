import { randomBytes } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { toFen } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { readRule } from './delivery-part.js'
import {
  deleteTemplate,
  selectMethod,
  selectTemplates,
  writeMethod,
  writeTemplate,
} from './delivery-settings.queries.js'
import { EXPRESS_ID } from './express.method.js'
import { type ExpressTemplate, USUAL_TEMPLATE } from './express.types.js'
import type { FulfilmentErrorCode } from './fulfilment.errors.js'
import { LOCAL_ID } from './local.method.js'
import type { LocalSettings } from './local.types.js'
import { isTemplate, TEMPLATES_MAX, whyBadLocal } from './settings.rules.js'

interface Edit {
  readonly actor: string
  readonly at: Date
}

export interface SavedTemplate extends ExpressTemplate {
  readonly version: number
}

/** How a shop is set up to deliver, for those who change it; version 0 for what was never saved. */
export interface DeliverySetup {
  readonly express: { readonly isOn: boolean; readonly version: number }
  /** The usual one first, also while it was never saved. */
  readonly templates: readonly SavedTemplate[]
  readonly local: { readonly isOn: boolean; readonly settings: LocalSettings; readonly version: number }
}

/** What local delivery begins with: two kilometres around a point that is still to be named. */
const LOCAL_BEGINNING: LocalSettings = {
  regions: [],
  center: null,
  radiusMeter: 3000,
  feeFen: toFen(500),
  freeOverFen: toFen(9900),
  leastGoodsFen: toFen(0),
  slots: [
    { from: '10:00', to: '12:00', capacity: 10 },
    { from: '14:00', to: '16:00', capacity: 10 },
    { from: '16:00', to: '18:00', capacity: 10 },
    { from: '18:00', to: '20:00', capacity: 10 },
  ],
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  closedDays: [],
  leadMinutes: 60,
  cutOff: '18:00',
  days: 3,
}

export async function readDeliverySetup(tx: TenantTx): Promise<DeliverySetup> {
  const [rows, express, local] = await Promise.all([
    selectTemplates(tx),
    selectMethod(tx, EXPRESS_ID),
    selectMethod(tx, LOCAL_ID),
  ])
  const templates = rows.map((row) => ({ ...row, rules: row.rules.map(readRule) }))
  const usual: SavedTemplate = { id: USUAL_TEMPLATE, name: '', charge: 'weight', rules: [], version: 0 }
  return {
    express: { isOn: express?.isOn ?? true, version: express?.version ?? 0 },
    templates: templates.some(({ id }) => id === USUAL_TEMPLATE) ? templates : [usual, ...templates],
    local: {
      isOn: local?.isOn ?? false,
      settings: local ? (local.settings as LocalSettings) : LOCAL_BEGINNING,
      version: local?.version ?? 0,
    },
  }
}

export type SaveDeliveryResult =
  | { readonly saved: true; readonly id: string; readonly version: number }
  | {
      readonly saved: false
      readonly reason: Extract<FulfilmentErrorCode, `DELIVERY_${string}` | `LOCAL_SETTINGS${string}`>
    }

/** Saves a template on the version its editor saw; without an id it is a new one. Waiting decisions are made again. */
export async function saveTemplate(
  tx: TenantTx,
  edit: Omit<ExpressTemplate, 'id'> & { readonly id: string | null; readonly version: number },
  { actor, at }: Edit,
): Promise<SaveDeliveryResult> {
  const { version, ...wanted } = edit
  const template = { ...wanted, id: edit.id ?? randomBytes(6).toString('hex') }
  if (!isTemplate(template)) return { saved: false, reason: 'DELIVERY_TEMPLATE_INVALID' }
  // Holds the store's row, so that templates are counted one editor at a time.
  await raiseConfigVersion(tx)
  if (version === 0 && (await selectTemplates(tx)).length >= TEMPLATES_MAX)
    return { saved: false, reason: 'DELIVERY_TEMPLATES_FULL' }
  const next = await writeTemplate(tx, template, { version, at })
  if (next === null) return { saved: false, reason: 'DELIVERY_CHANGED' }
  const data = { id: template.id, version: next, charge: template.charge, rules: template.rules.length }
  await audit(tx, { actor, action: 'delivery.template', subject: template.id, data, at })
  return { saved: true, id: template.id, version: next }
}

/** Its products go by the usual one from then on, which itself stays. */
export async function removeTemplate(
  tx: TenantTx,
  id: string,
  { actor, at }: Edit,
): Promise<{ readonly removed: boolean }> {
  if (id === USUAL_TEMPLATE || !(await deleteTemplate(tx, id))) return { removed: false }
  await raiseConfigVersion(tx)
  await audit(tx, { actor, action: 'delivery.template', subject: id, data: { removed: true }, at })
  return { removed: true }
}

/** Switches express; what it charges stays. */
export async function switchExpress(
  tx: TenantTx,
  edit: { readonly isOn: boolean; readonly version: number },
  who: Edit,
): Promise<SaveDeliveryResult> {
  return saveMethod(tx, EXPRESS_ID, { ...edit, settings: {} }, who)
}

/** Saves local delivery, on or off. Off, it may be unfinished nowhere but in its places. */
export async function saveLocal(
  tx: TenantTx,
  edit: { readonly isOn: boolean; readonly settings: LocalSettings; readonly version: number },
  who: Edit,
): Promise<SaveDeliveryResult> {
  const reason = whyBadLocal(edit.settings)
  const isFine = reason === null || (reason === 'LOCAL_SETTINGS_NOWHERE' && !edit.isOn)
  return isFine ? saveMethod(tx, LOCAL_ID, edit, who) : { saved: false, reason }
}

async function saveMethod(
  tx: TenantTx,
  method: string,
  edit: { readonly isOn: boolean; readonly settings: object; readonly version: number },
  { actor, at }: Edit,
): Promise<SaveDeliveryResult> {
  const version = await writeMethod(tx, method, { ...edit, at })
  if (version === null) return { saved: false, reason: 'DELIVERY_CHANGED' }
  await raiseConfigVersion(tx)
  await audit(tx, {
    actor,
    action: 'delivery.method',
    subject: method,
    data: { isOn: edit.isOn, version },
    at,
  })
  return { saved: true, id: method, version }
}
