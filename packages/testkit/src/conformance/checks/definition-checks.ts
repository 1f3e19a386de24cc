import { plugins } from '@mamapu/core'
import { definePlugin } from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { loadOne } from './load.js'
import { check } from './words-of.js'

/** What the value itself keeps, before anything of it runs. */
export const DEFINITION_CHECKS: readonly ConformanceCheck[] = [
  check(
    'definition.frozen',
    ['由 definePlugin 生成且冻结', 'Made by definePlugin and frozen'],
    ['export default definePlugin({ … })', 'export default definePlugin({ … })'],
    ({ plugin }) => (Object.isFrozen(plugin) ? [] : ['the plugin is not frozen']),
  ),
  check(
    'definition.sound',
    ['定义完整，文件齐全', 'The definition is sound and its files are there'],
    ['按提示的一行修改', 'Do what the line says'],
    ({ plugin }) => {
      try {
        definePlugin(plugin as never)
      } catch (error) {
        return [String((error as Error).message)]
      }
      const loaded = loadOne(plugin)
      return 'fault' in loaded ? [loaded.fault] : []
    },
  ),
  check(
    'definition.defaults',
    ['不填设置也能开启', 'It can be switched on without a word'],
    ['给每个必填的设置一个 default', 'Give every required setting a default'],
    ({ plugin }) =>
      plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, {}) === null
        ? ['settings have no defaults for everything required: a merchant could not switch it on']
        : [],
  ),
  check(
    'definition.closed-schemas',
    ['设置与活动配置不收未知字段', 'Settings and configs refuse unknown fields'],
    ['Type.Object(…, { additionalProperties: false })', 'Type.Object(…, { additionalProperties: false })'],
    ({ plugin }) => [
      ...(isClosed(plugin.settings) ? [] : ['settings take any field']),
      ...(!plugin.campaign || isClosed(plugin.campaign.config) ? [] : ['campaign configs take any field']),
    ],
  ),
  check(
    'definition.promises',
    ['承诺只是设置的整数', 'Promises are whole numbers made of settings'],
    ['promises 不看时钟，最多八个整数', 'promises is pure, at most eight whole numbers'],
    ({ plugin }) => {
      if (!plugin.promises) return null
      const settings = plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, {})
      const [one, two] = [plugin.promises(settings), plugin.promises(settings)]
      const numbers = Object.values(one ?? {})
      return [
        ...(JSON.stringify(one) === JSON.stringify(two) ? [] : ['promises differ for the same settings']),
        ...(numbers.length <= 8 && numbers.every(Number.isSafeInteger)
          ? []
          : ['promises are no whole numbers']),
      ]
    },
  ),
  check(
    'campaigns.samples-fit',
    ['样例活动合乎自己的模式', 'Sample configs fit its own schema and check'],
    ['在 conformance.samples.ts 里给出合格的 campaigns', 'Give fitting campaigns in conformance.samples.ts'],
    (subject) =>
      eachConfig(subject, (config, { campaign }) =>
        Value.Check(campaign.config, config)
          ? (campaign.check?.(config as never) ?? []).map(({ path, words }) => `${path}: ${words.en}`)
          : ['does not fit the schema'],
      ),
  ),
  check(
    'campaigns.summary',
    ['活动能用一句中文和英文说清', 'A campaign can be told in a line of both languages'],
    ['summary 纯函数，两种语言都不为空', 'summary is pure and not empty in either language'],
    (subject) =>
      eachConfig(subject, (config, { campaign }) =>
        (['zh-CN', 'en'] as const).flatMap((locale) => {
          const summary = campaign.summary(config as never, locale)
          if (summary === '') return [`no summary in ${locale}`]
          return summary === campaign.summary(config as never, locale)
            ? []
            : [`the summary in ${locale} changes`]
        }),
      ),
  ),
  check(
    'campaigns.pools-declared',
    ['活动库存的种类都已声明', 'Pools are of declared quota kinds'],
    ['把种类写进 quotas', 'Put the kind among quotas'],
    (subject) => {
      if (!subject.plugin.campaign?.pools) return null
      const kinds = (subject.plugin.quotas ?? []).map(({ kind }) => kind)
      return eachConfig(subject, (config, { campaign }) =>
        (campaign.pools?.(config as never) ?? []).flatMap(({ kind, units }) => [
          ...(kinds.includes(kind) ? [] : [`the pool kind ${kind} is not among its quotas`]),
          ...(Number.isSafeInteger(units) && units > 0 ? [] : [`a pool of ${units} units`]),
        ]),
      )
    },
  ),
]

type Campaigning = { readonly campaign: NonNullable<ConformanceSubject['plugin']['campaign']> }

function eachConfig(
  { plugin, configs }: ConformanceSubject,
  look: (config: object, plugin: Campaigning) => readonly string[],
): Faults {
  const { campaign } = plugin
  if (!campaign) return null
  if (configs.length === 0) return ['give sample configs of its campaigns: samples.campaigns']
  return configs.flatMap((config, index) =>
    look(config, { campaign }).map((fault) => `campaign sample ${index}: ${fault}`),
  )
}

function isClosed(schema: unknown): boolean {
  const { additionalProperties, properties = {} } = schema as {
    additionalProperties?: unknown
    properties?: object
  }
  return additionalProperties === false || Object.keys(properties).length === 0
}
