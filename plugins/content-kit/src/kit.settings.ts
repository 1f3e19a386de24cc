import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** What a merchant sets for the material library. */
export const kitSettings = Type.Object(
  {
    note: Type.String({
      ...field('给推广员的话', 'A word to distributors', {
        help: {
          'zh-CN': '写在素材库最上面，例如最近主推什么。',
          en: 'Stands above the material, for instance what to recommend now.',
        },
        ui: 'long-text',
      }),
      maxLength: 300,
      default: '',
    }),
    withAdvert: Type.Boolean({
      ...field('文案末尾注明「广告」', 'Say “Ad” at the end of texts', {
        help: {
          'zh-CN': '带购买链接的推荐属于广告，应当标明（互联网广告管理办法第九条）。海报上始终标明。',
          en: 'A recommendation with a link to buy is advertising and says so (Measures for Internet Advertising, §9). Posters always do.',
        },
        ui: 'yes-no',
      }),
      default: true,
    }),
  },
  { additionalProperties: false },
)
export type KitSettings = Static<typeof kitSettings>

export const { route, page, slot } = forSettings(kitSettings)
