import { definePlugin } from '@mamapu/plugin-sdk'
import { lessonErrors } from './lesson.errors.js'
import { progressFact } from './lesson.facts.js'
import { accountLink, lessonPage, lessonsPage } from './lesson.pages.js'
import { lessonRoutes, lessonScreens } from './lesson.routes.js'
import { trainingSettings } from './lesson.settings.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export default definePlugin({
  id: 'training',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('学习园地', 'Lessons'),
  description: words(
    '给分销员和顾客的小课：图文或视频链接，学完打勾看进度；学不学都不影响佣金、等级和价格。',
    'Short lessons for distributors and customers: text, pictures or a video link, with progress; never a condition of anything.',
  ),
  category: 'content',
  scopes: ['customers:read'],
  enhancedBy: ['distributor'],
  settings: trainingSettings,
  errors: lessonErrors,
  facts: [progressFact],
  slots: [accountLink],
  blocks: {
    link: { title: words('学习园地入口', 'Link to the lessons') },
    lessons: { title: words('课程表', 'Lessons') },
    lesson: { title: words('一课', 'A lesson') },
  },
  pages: [lessonsPage, lessonPage],
  routes: lessonRoutes,
  admin: lessonScreens,
  migrations: new URL('../migrations/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
