import { definePlugin, field, forSettings } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

// #region settings
const settings = Type.Object(
  {
    note: Type.String({
      ...field('告诉到店的妈妈', 'What visiting mothers read', { ui: 'long-text' }),
      maxLength: 120,
      default: '店里有母婴室：可以喂奶、换尿布，热水和湿巾自取。',
    }),
    opensAt: Type.String({ ...field('几点开', 'Opens at'), pattern: '^\\d{2}:\\d{2}$', default: '10:00' }),
    closesAt: Type.String({ ...field('几点关', 'Closes at'), pattern: '^\\d{2}:\\d{2}$', default: '20:00' }),
  },
  { additionalProperties: false },
)
// #endregion

const { slot } = forSettings(settings)

// #region slot
/** The note at the foot of the home page; nothing while the merchant has written none. */
const homeNote = slot({
  slot: 'home.bottom',
  block: 'note',
  facts: {},
  data: ({ settings: { note, opensAt, closesAt } }) => (note === '' ? null : { note, opensAt, closesAt }),
})
// #endregion

// #region words
/** A few words on the line of a cart that is heavy to carry. */
const heavyWords = slot({
  slot: 'cart.line',
  facts: {},
  data: ({ subject: { line }, t }) =>
    line.weightGram * line.quantity >= 5000 ? { text: t('heavy'), kind: 'plain' } : null,
})
// #endregion

// #region plugin
export default definePlugin({
  id: 'nursing-room',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('母婴室', 'Nursing room'),
  description: words(
    '在首页告诉顾客店里有母婴室、几点到几点开。',
    'Tells on the home page that the shop has a nursing room, and when it is open.',
  ),
  category: 'content',
  settings,
  slots: [homeNote, heavyWords],
  blocks: { note: { title: words('母婴室', 'Nursing room') } },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
// #endregion
