import { idPattern } from '@mamapu/kernel'
import { acknowledgedField, field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export const trainingSettings = Type.Object(
  {
    inAccount: Type.Boolean({
      ...field('在“我的”里显示入口', 'Show it in the account', { ui: 'yes-no' }),
      default: true,
    }),
  },
  { additionalProperties: false },
)

export const { route, slot, page } = forSettings(trainingSettings)

/** What a merchant fills in for one lesson. */
export const LessonBody = Type.Object(
  {
    title: Type.String({ ...field('标题', 'Title', { ui: 'text' }), minLength: 1, maxLength: 60 }),
    body: Type.String({
      ...field('内容', 'Text', {
        ui: 'long-text',
        help: words(
          '空一行分段；行首写“# ”是小标题，写“- ”是列表。',
          'An empty line parts paragraphs; a line with "# " is a heading, with "- " an item.',
        ),
      }),
      maxLength: 10_000,
      default: '',
    }),
    videoUrl: Type.String({
      ...field('视频链接', 'Video link', {
        ui: 'text',
        help: words('https 开头；没有视频就空着', 'Begins with https; empty without a video'),
      }),
      maxLength: 500,
      default: '',
    }),
    pictures: Type.Array(Type.String({ pattern: idPattern('med') }), {
      ...field('图片', 'Pictures', { ui: 'pictures' }),
      maxItems: 9,
      uniqueItems: true,
      default: [],
    }),
    minutes: Type.Integer({
      ...field('大约几分钟', 'About how many minutes', { ui: 'count' }),
      minimum: 1,
      maximum: 60,
      default: 3,
    }),
    place: Type.Integer({
      ...field('排第几课', 'Its place', { ui: 'count', help: words('小的在前', 'Small ones come first') }),
      minimum: 1,
      maximum: 1000,
      default: 1,
    }),
    whom: Type.Enum(['distributors', 'everyone'], {
      ...field('给谁看', 'For whom', {
        ui: 'choice',
        options: {
          distributors: words('分销员', 'Those who share for the shop'),
          everyone: words('所有人', 'Everybody'),
        },
      }),
      default: 'distributors',
    }),
    isShown: Type.Boolean({ ...field('发布', 'Published', { ui: 'yes-no' }), default: true }),
    acknowledged: acknowledgedField,
  },
  { additionalProperties: false },
)
export type LessonBody = Static<typeof LessonBody>
