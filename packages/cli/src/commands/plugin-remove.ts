import { parseArgs } from 'node:util'
import { plugins } from '@mamapu/core'
import { readStructure } from '@mamapu/db'
import { OutsideError } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { withFiles } from '../plugins/load-listed.js'
import { pluginPlace } from '../plugins/plugin-list.js'
import { tablesOf } from '../plugins/plugin-summary.js'
import { assertLoadable, findListed, takeOut } from '../plugins/remove-plugin.js'
import { readConfig } from '../product/config.js'
import { assertMigrated, openProductDatabase, type ProductDatabase } from '../product/database.js'
import type { RunCommand } from './index.js'

/** Takes a plugin out of this installation: `npm run plugin:remove -- <id> [--force]`; not while a shop needs it. */
export const pluginRemove: RunCommand = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { force: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [name] = positionals
  if (name === undefined)
    throw new OutsideError('PLUGIN_MISSING', '用法 · usage: npm run plugin:remove -- <id> [--force]')
  const place = pluginPlace()
  const named = await findListed(place, name, { isForced: values.force })
  if (!values.force) await assertUnused(assertLoadable(named))
  const said = whatStays(named.listed.from, named.plugin)
  takeOut(place, named.listed)
  console.log(said)
  return 0
}

/** Looks only: a plugin that was put in and never started leaves nothing in the database, and its migrations stay unapplied. */
async function assertUnused(plugin: Plugin): Promise<void> {
  const registry = withFiles([plugin])
  const database = await openProductDatabase(readConfig(process.env), registry, () => {}, 'as-is')
  const quiet = { info() {}, warn() {}, error() {}, debug() {} }
  try {
    if (await isNew(database)) return
    // What the plugin itself has still to apply is no hindrance; who uses it stands in core's tables.
    await assertMigrated(database, { migrations: [] })
    const services = {
      sendMessage: async () => {},
      originOf: () => '',
      openPicture: async () => null,
      keysOf: () => Promise.reject(new Error('no shop')),
      pluginsOf: async () => null,
      regions: () => [],
      changeDelivery: async () => ({ changed: false as const, reason: 'no_order' as const }),
    }
    const host = plugins.createPluginHost({ db: database.db, log: quiet, registry, services })
    const { on, open } = await plugins.findPluginUse(host, plugin.id)
    if (on.length > 0)
      throw new OutsideError(
        'PLUGIN_IN_USE',
        `还有店铺开着它(${on.join('、')}…)；请先在后台关闭，或加 --force · shops still have it on (${on.join(', ')} …); switch it off there first, or add --force`,
      )
    if (open.length > 0)
      throw new OutsideError(
        'PLUGIN_OWES',
        `还有未了的订单占用它的限量或等它处理(${open.join('、')}…)；稍后再试，或加 --force(由系统代为结清)· orders still hold its limited things or wait for it (${open.join(', ')} …); try later, or add --force and the system settles them without it`,
      )
  } finally {
    await database.close()
  }
}

async function isNew({ adminUrl }: ProductDatabase): Promise<boolean> {
  return adminUrl !== null && (await readStructure(adminUrl, [])).isNew
}

function whatStays(from: string, plugin: Plugin | null): string {
  const tables = plugin ? tablesOf(plugin) : []
  return [
    `${from} 已从 plugins.json 去掉，重新启动后生效 · ${from} is out of plugins.json; restart to have it gone`,
    '留在数据库里:各店的开关、设置、活动和它给过的优惠；订单照旧退款 · what stays in the database: switches, settings and campaigns of shops, and what it gave to orders, which refund as before',
    ...(tables.length > 0
      ? [
          `还有它的数据表 · and its tables: ${tables.join(', ')}(再装上还能用 · used again when it is put back)`,
        ]
      : []),
  ].join('\n')
}
