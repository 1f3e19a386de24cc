import { plugins } from '@mamapu/core'
import { Value } from 'typebox/value'
import type { ConformanceCheck } from '../check.types.js'
import { check } from './words-of.js'

/** What versions before this one kept can be read still. */
export const UPGRADE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'upgrade.settings',
    ['旧版本的设置仍能读', 'Settings of versions before are readable'],
    [
      '新字段给 default，改名用 upgradeSettings',
      'New fields have a default; renames go into upgradeSettings',
    ],
    ({ plugin, samples }) => {
      const given = samples.previous?.settings ?? oldest(plugin.settings)
      return given.flatMap((settings, index) => {
        const upgraded = plugin.upgradeSettings?.({ ...settings }, '0.0.0') ?? settings
        return plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, upgraded) === null
          ? [`previous settings ${index} do not fit any more: the plugin would count as off`]
          : []
      })
    },
  ),
  check(
    'upgrade.campaigns',
    ['旧版本的活动仍能读', 'Campaigns of versions before are readable'],
    ['新字段给 default，改名用 upgradeConfig', 'New fields have a default; renames go into upgradeConfig'],
    ({ plugin, configs, samples }) => {
      const { campaign } = plugin
      if (!campaign) return null
      const bare = configs.map((config) => withoutDefaults(campaign.config, config))
      return [...bare, ...(samples.previous?.campaigns ?? [])].flatMap((config, index) => {
        const upgraded = campaign.upgradeConfig?.(Value.Clone(config) as never, '0.0.0') ?? config
        const read = Value.Default(campaign.config, Value.Clone(upgraded))
        return Value.Check(campaign.config, read) ? [] : [`config ${index} of a version before does not fit`]
      })
    },
  ),
]

/** As the first version kept them: nothing that has a default was there. */
function oldest(schema: object): readonly object[] {
  return [withoutDefaults(schema, Value.Default(schema as never, {}) as object)]
}

function withoutDefaults(schema: object, value: object): object {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { default?: unknown }>> }
  return Object.fromEntries(Object.entries(value).filter(([key]) => properties[key]?.default === undefined))
}
