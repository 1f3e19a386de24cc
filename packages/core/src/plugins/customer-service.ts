import type { TenantTx } from '@mamapu/db'
import { idOf, uuidOf } from '@mamapu/kernel'
import { type CustomerService, PluginError, type PluginScope } from '@mamapu/plugin-sdk'
import { guardTexts } from '../compliance/index.js'
import {
  addTag,
  birthdayText,
  deleteTag,
  findProfile,
  listLevelChanges,
  listNames,
  listPeople,
  personsQuery,
  readBirthday,
  setLevel,
  writeGrowth,
  writePlan,
  writePublicName,
} from '../customers/index.js'
import { maskName } from '../stores/index.js'
import type { LoadedPlugin } from './registry.js'

const PAGE_MAX = 500
const CHANGES_MAX = 50
/** Few values: each is an audience of cached pages. */
const PLAN = /^[a-z0-9:-]{0,40}$/
const NAMES_MAX = 200
const PUBLIC_NAME_MAX = 20

/** Core's facts about customers and their writers, behind a plugin's scopes; every change bears the plugin's name. */
export function customerService(
  { id }: LoadedPlugin,
  tx: TenantTx,
  { at, needs }: { at: Date; needs: (scope: PluginScope) => void },
): CustomerService {
  const actor = `plugin:${id}`
  return {
    async find(customerId) {
      needs('customers:read')
      const [[found], profile] = await Promise.all([
        personsQuery(tx.sql, tx.tenantId, [uuidOf(customerId)]),
        findProfile(tx, customerId),
      ])
      if (!found || !profile) return null
      return {
        ...found,
        id: customerId,
        birthday: birthdayText(profile.birthday),
        createdAt: profile.createdAt,
        publicName: profile.publicName,
      }
    },
    async list({ after, limit, level, tag, birthday }) {
      needs('customers:read')
      if (limit > PAGE_MAX) throw new PluginError(`plugin ${id}: at most ${PAGE_MAX} customers at once`)
      const day = birthday === undefined ? null : readBirthday(birthday)
      if (birthday !== undefined && day === null) throw new PluginError(`plugin ${id}: no day: ${birthday}`)
      return listPeople(tx, { after, limit, level: level ?? null, tag: tag ?? null, birthday: day })
    },
    async maskedNames(ids) {
      needs('customers:read')
      if (ids.length > NAMES_MAX) throw new PluginError(`plugin ${id}: at most ${NAMES_MAX} names at once`)
      const rows = await listNames(tx, ids.map(uuidOf))
      return new Map(rows.map((row) => [idOf('cus', row.id), maskName(row.name)]))
    },
    async levelChanges(customerId, limit) {
      needs('customers:read')
      const changes = await listLevelChanges(tx, customerId, Math.min(limit, CHANGES_MAX))
      return changes.map(({ from, to, at: when }) => ({ from, to, at: when }))
    },
    async setLevel(customerId, level, reason) {
      needs('customers:write')
      return setLevel(tx, { customerId, level }, { actor, reason, at })
    },
    async setPlan(customerId, plan) {
      needs('customers:write')
      if (!PLAN.test(plan)) throw new PluginError(`plugin ${id}: no plan: ${plan.slice(0, 60)}`)
      return writePlan(tx, customerId, plan)
    },
    async setPublicName(customerId, name) {
      needs('customers:write')
      const said = name.trim()
      if ([...said].length > PUBLIC_NAME_MAX)
        throw new PluginError(`plugin ${id}: a public name has at most ${PUBLIC_NAME_MAX} letters`)
      const isBlocked = guardTexts({ name: said }, { place: 'recruit', goods: [] }).length > 0
      return !isBlocked && (await writePublicName(tx, customerId, said))
    },
    async setGrowth(customerId, growth) {
      needs('customers:write')
      return writeGrowth(tx, customerId, growth)
    },
    async addTag(customerId, tag) {
      needs('customers:write')
      return addTag(tx, { customerId, tag }, { actor, at })
    },
    async removeTag(customerId, tag) {
      needs('customers:write')
      return deleteTag(tx, customerId, tag)
    },
  }
}
